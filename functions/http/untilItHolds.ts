import { Refusal } from '../../shared/domain/refusal.ts';
import { Conflict } from '../../shared/domain/store.ts';

/** A change that lost against others this often gives up; each try reads and decides anew. */
const maxTries = 10;

/** Tries again while somebody else has changed meanwhile what the attempt decided on. */
export async function untilItHolds<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      if (tries === maxTries) throw new Refusal('temporarilyUnavailable', 'Too many changes at once; try again.');
    }
  }
}
