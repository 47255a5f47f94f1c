/** Runs jobs, at most so many at a time, in the order they came. */
export interface WorkQueue {
  add(job: () => Promise<void>): void;
  /** Whether a job runs or waits. */
  readonly isBusy: boolean;
  /** Resolves when no job runs or waits. */
  idle(): Promise<void>;
  /** Forgets the jobs that wait, takes no more, and resolves when those that run have ended. */
  close(): Promise<void>;
}

/** A queue of `limit` jobs at a time. A job that throws is a defect: it is told to `onDefect`, and the others go on. */
export function createWorkQueue(limit: number, onDefect: (error: unknown) => void): WorkQueue {
  const waiting: (() => Promise<void>)[] = [];
  let listeners: (() => void)[] = [];
  let running = 0;
  let closed = false;

  const run = async (job: () => Promise<void>) => {
    running++;
    try {
      await job();
    } catch (error) {
      onDefect(error);
    }
    running--;
    next();
  };
  const next = () => {
    while (running < limit) {
      const job = waiting.shift();
      if (!job) break;
      void run(job);
    }
    if (running > 0 || waiting.length > 0) return;
    const told = listeners;
    listeners = [];
    for (const listener of told) listener();
  };
  const idle = () =>
    new Promise<void>((resolve) => {
      listeners.push(resolve);
      next();
    });
  return {
    add(job) {
      if (closed) return;
      waiting.push(job);
      next();
    },
    get isBusy() {
      return running > 0 || waiting.length > 0;
    },
    idle,
    async close() {
      closed = true;
      waiting.length = 0;
      await idle();
    },
  };
}
