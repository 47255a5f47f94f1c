import { Refusal } from './refusal.ts';
import { Conflict } from './store.ts';

/** A change that lost against others this often gives up; each try reads and decides anew. */
const maxTries = 10;
/** Those that lost together do not come back together: each waits up to this long, times its tries so far. */
const pauseMs = 5;

/**
 * Tries again while somebody else has changed meanwhile what the attempt decided on.
 * @throws Refusal `temporarilyUnavailable` when it lost too often
 */
export async function untilItHolds<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      if (tries === maxTries) throw new Refusal('temporarilyUnavailable', 'Too many changes at once; try again.');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs * tries));
    }
  }
}
