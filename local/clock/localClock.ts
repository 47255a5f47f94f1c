import type { Clock } from '../../shared/domain/clock.ts';

/** The one clock of everything that runs locally: the system's time plus what tests have advanced it by. */
export interface LocalClock extends Clock {
  /** Moves the clock forwards and waits until everything that became due has been told. */
  advance(milliseconds: number): Promise<void>;
  /** Registers what must look again after a jump (timers, schedules). Answers a function that unregisters it. */
  onAdvance(listener: () => void | Promise<void>): () => void;
  /** How far the clock is ahead of the system's, in milliseconds. */
  readonly offsetMs: number;
}

/** A clock that starts `offsetMs` ahead of the system's and only ever goes forwards. */
export function createLocalClock(offsetMs = 0): LocalClock {
  let offset = offsetMs;
  const listeners = new Set<() => void | Promise<void>>();
  return {
    now: () => new Date(Date.now() + offset),
    async advance(milliseconds) {
      if (!Number.isFinite(milliseconds) || milliseconds < 0) throw new RangeError('The clock goes forwards only.');
      offset += milliseconds;
      await Promise.all([...listeners].map(async (listener) => listener()));
    },
    onAdvance(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get offsetMs() {
      return offset;
    },
  };
}
