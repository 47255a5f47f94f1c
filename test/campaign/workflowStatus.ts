import { pause } from './aimedShots.ts';
import type { StandIn } from './standIn.ts';

const pollMs = 25;
/** Past the idle time after which the repair looks at a workflow, and past the next run of its timer. */
const repairSeconds = 100;
const mostRepairs = 5;
const repairMs = 3_000;

/** Waits until every workflow has ended, but not longer than `ms`; answers the ids of those that have not. */
export async function settle(standIn: StandIn, ms: number): Promise<string[]> {
  for (const until = Date.now() + ms; ;) {
    const operations = await standIn.stored('operations');
    const unfinished = operations.filter(({ status }) => status !== 'succeeded' && status !== 'failed');
    if (unfinished.length === 0 || Date.now() > until) return unfinished.map(({ id }) => id);
    await pause(pollMs);
  }
}

/** Lets time pass until the repair has had its chances; answers the ids of the workflows that have still not ended. */
export async function repair(standIn: StandIn): Promise<string[]> {
  let unfinished: string[] = [];
  for (let times = 0; times < mostRepairs; times++) {
    await standIn.advance(repairSeconds);
    unfinished = await settle(standIn, repairMs);
    if (unfinished.length === 0) break;
  }
  return unfinished;
}
