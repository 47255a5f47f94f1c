import { Refusal } from './refusal.ts';
import { Conflict } from './store.ts';

/** A change that loses against others for this long gives up; each try reads and decides anew. */
const deadlineMs = 4_000;
/** Those that lost together do not come back together: each waits up to this long, times its tries so far. */
const pauseMs = 4;
const longestPauseMs = 100;

/**
 * Tries again while somebody else has changed meanwhile what the attempt decided on.
 * @throws Refusal `temporarilyUnavailable` when it lost for too long
 */
export async function untilItHolds<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const begun = performance.now();
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      if (performance.now() - begun > deadlineMs) {
        throw new Refusal('temporarilyUnavailable', 'Too many changes at once; try again.');
      }
      const pause = Math.random() * Math.min(pauseMs * tries, longestPauseMs);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
