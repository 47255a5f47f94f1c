import { jsonJournal } from '../journal/journalKind.ts';
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

export const timersJournal = jsonJournal<{ name: string; status: TimerStatus }>('timers');

/** Without a file the state lives in memory. */
export function openTimerState(file: string | undefined): TimerState {
  const statuses = new Map<string, TimerStatus>();
  const journal = openJournal({
    file,
    kind: timersJournal,
    replay: ({ name, status }) => void statuses.set(name, status),
    snapshot: () => [...statuses].map(([name, status]) => ({ name, status })),
  });
  return {
    get: (name) => statuses.get(name),
    set(name, status) {
      statuses.set(name, status);
      return journal.append({ name, status });
    },
    close: () => journal.close(),
  };
}
