import type { ApiAnswer } from '../support/caller.ts';
import type { Pair } from './campaignPair.ts';
import type { StandIn } from './standIn.ts';

/** A workflow that is about to be started, and what is right after it was or was not. */
export interface Attempt {
  readonly pair: Pair;
  /** Sends the request that starts it. */
  readonly send: () => Promise<ApiAnswer>;
  /** What must hold as soon as it was answered, wherever the workflow is. Answers what is wrong, as the next two do. */
  readonly checkPromise: () => Promise<readonly string[]>;
  /** Whether the one commit that decides has been made. */
  readonly isCommitted: () => Promise<boolean>;
  readonly checkDone: (standIn: StandIn) => Promise<readonly string[]>;
  readonly checkUndone: (standIn: StandIn) => Promise<readonly string[]>;
  /** Counts it with the pair: it has been committed. */
  readonly count: () => void;
}
