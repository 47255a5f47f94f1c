import { createLocalClock } from '../clock/localClock.ts';
import type { LocalClock } from '../clock/localClock.ts';
import { jsonJournal } from '../journal/journalKind.ts';
import { openJournal } from '../journal/openJournal.ts';

export const clockJournal = jsonJournal<{ offsetMs: number }>('clock');

/**
 * The clock of a data folder: how far it was advanced is kept in `file`, so that stored times stay in the past.
 * `close` ends the keeping; the clock runs on.
 */
export function openClock(file: string | undefined): LocalClock & { close(): Promise<void> } {
  let offsetMs = 0;
  const journal = openJournal({ file, kind: clockJournal, replay: (entry) => (offsetMs = entry.offsetMs) });
  const clock = createLocalClock(offsetMs);
  let advancing = Promise.resolve();
  const advance = async (milliseconds: number) => {
    if (milliseconds >= 0) await journal.append({ offsetMs: clock.offsetMs + milliseconds });
    await clock.advance(milliseconds);
  };
  return {
    now: () => clock.now(),
    onAdvance: (listener) => clock.onAdvance(listener),
    get offsetMs() {
      return clock.offsetMs;
    },
    advance(milliseconds) {
      const done = advancing.then(() => advance(milliseconds));
      advancing = done.catch(() => undefined);
      return done;
    },
    async close() {
      await advancing;
      await journal.close();
    },
  };
}
