import { Refusal } from '../domain/refusal.ts';

/** What an error of the SDK means for whoever made the call. */
export interface StoreFailure {
  /**
   * `busy`: not now, and nothing has happened; `unsure`: not now, and a write may have been applied all the same;
   * `conflict`: what a write was conditional on does not hold.
   */
  readonly kind: 'busy' | 'unsure' | 'conflict';
  /** How long the store asks to be left alone. */
  readonly retryAfterMs: number | undefined;
}

const kinds: ReadonlyMap<unknown, StoreFailure['kind']> = new Map([
  [408, 'unsure'],
  [409, 'conflict'],
  [410, 'unsure'],
  [412, 'conflict'],
  [429, 'busy'],
  [449, 'busy'],
  [500, 'unsure'],
  [502, 'unsure'],
  [503, 'unsure'],
  [504, 'unsure'],
]);

/** By the status of an answer, or of one operation of a batch; undefined: no failure that passes. */
export const failureOfStatus = (status: unknown) => kinds.get(status);

/**
 * By what the SDK threw, which may stand some causes deep.
 * @throws the error itself when it is no failure that passes, or a Refusal where trying again is no use
 */
export function failureOf(error: unknown): StoreFailure {
  for (let thrown = error; thrown instanceof Error; thrown = thrown.cause) {
    const { code, retryAfterInMs: retryAfterMs } = thrown as { code?: unknown; retryAfterInMs?: number };
    // The SDK refuses what is too large for one request before it is sent.
    if (code === 413) throw tooLarge(error);
    // Our own rights: asking again does not help, but they may come back.
    if (code === 401 || code === 403) throw storeBusy(error);
    const kind = failureOfStatus(code);
    if (kind) return { kind, retryAfterMs };
    if (isLost(thrown, code)) return { kind: 'unsure', retryAfterMs: undefined };
  }
  throw error;
}

/** The call has ended without an answer, or with one that is none of the store's (a gateway's page is no JSON). */
const isLost = ({ name }: Error, code: unknown) =>
  name === 'AbortError' ||
  name === 'TimeoutError' ||
  name === 'RestError' ||
  name === 'SyntaxError' ||
  (typeof code === 'string' && /^E[A-Z]+$/.test(code));

/** The one clean answer while the store is out of reach: it never opens a door. */
export const storeBusy = (cause?: unknown) =>
  new Refusal('temporarilyUnavailable', 'The store is busy; try again.', { cause });

/** More than one change can hold: 2 MB in a batch. */
export const tooLarge = (cause?: unknown) =>
  new Refusal('invalidRequest', 'There is more in this than one change can hold.', { cause });
