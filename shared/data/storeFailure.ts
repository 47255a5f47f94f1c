import { Refusal } from '../domain/refusal.ts';

/** A store call that takes longer than this has failed; a request as a whole answers within 5 s. */
const deadlineMs = 4_000;

/** The abort signal of one store call. */
export const storeDeadline = () => ({ abortSignal: AbortSignal.timeout(deadlineMs) });

/** Runs a store call; whatever says "not now" is 503, so that a store out of reach never opens a door. */
export async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    // The SDK refuses what is too large for one request before it is sent.
    if ((error as { code?: unknown } | null)?.code === 413) throw tooLarge(error);
    if (isPassing(error))
      throw new Refusal('temporarilyUnavailable', 'The store is busy; try again.', { cause: error });
    throw error;
  }
}

const passingStatus: ReadonlySet<unknown> = new Set([401, 403, 408, 410, 429, 449, 500, 503]);

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'AbortError' || error.name === 'TimeoutError' || error.name === 'RestError') return true;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (passingStatus.has(code)) return true;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return true;
  return cause !== undefined && cause !== error && isPassing(cause);
}

/** More than one change can hold: 2 MB in a batch. */
export const tooLarge = (cause?: unknown) =>
  new Refusal('invalidRequest', 'There is more in this than one change can hold.', { cause });
