import { openJournal } from '../journal/openJournal.ts';

/** When a timer ran last and is due next; instants as RFC 3339. */
export interface TimerStatus {
  readonly last: string;
  readonly next: string;
  readonly lastUpdated: string;
}

/** What is kept of the timers across restarts. */
export interface TimerState {
  get(name: string): TimerStatus | undefined;
  /** Resolves once it is on disk. */
  set(name: string, status: TimerStatus): Promise<void>;
  close(): Promise<void>;
}

const compactAbove = 1000;

/** Without a file the state lives in memory. */
export function openTimerState(file: string | undefined): TimerState {
  const statuses = new Map<string, TimerStatus>();
  const journal = openJournal<{ name: string; status: TimerStatus }>(file, ({ name, status }) => {
    statuses.set(name, status);
  });
  return {
    get: (name) => statuses.get(name),
    set: async (name, status) => {
      statuses.set(name, status);
      await journal.append({ name, status });
      if (journal.length > compactAbove) {
        await journal.compact([...statuses].map(([key, value]) => ({ name: key, status: value })));
      }
    },
    close: () => journal.close(),
  };
}
