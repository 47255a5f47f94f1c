import { setTimeout as wait } from 'node:timers/promises';
import { failureOf, storeBusy } from './storeFailure.ts';

/** How long the store is asked for. */
export interface Patience {
  /** By `performance.now()`: nothing is sent after it, and nothing is waited for any longer. */
  readonly deadline: number;
  /** A call that takes longer has failed, and is sent again if there is time. */
  readonly attemptMs: number;
}

/** Of the time of a request: so that a call that hangs can be followed by one that does not. */
const attemptShare = 0.4;
/** Who has failed so often gives up before his time: a store that is down is not helped by many who wait for it. */
const mostTries = 5;
const firstPauseMs = 40;

/** @param deadline of somebody who waits; without one `withinMs` from now */
export const patience = (withinMs: number, deadline = performance.now() + withinMs): Patience => ({
  deadline,
  attemptMs: withinMs * attemptShare,
});

/**
 * One call, cut off when its time is over. The SDK is not relied on for that: between its own tries it hears nothing.
 * @throws Refusal `temporarilyUnavailable`, having sent nothing, when there is no time left
 */
export async function attempt<Result>(
  { deadline, attemptMs }: Patience,
  call: (options: { abortSignal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  const ms = Math.min(attemptMs, deadline - performance.now());
  if (ms <= 0) throw storeBusy();
  const cut = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(Object.assign(new Error(`No answer within ${Math.round(ms)} ms.`), { name: 'TimeoutError' }));
    cut.abort();
  }, ms);
  try {
    return await Promise.race([call({ abortSignal: cut.signal }), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits before another try, as long as the store asks for, or else twice as long as before; those that failed together
 * do not come back together.
 * @throws Refusal `temporarilyUnavailable` when that would be too late
 */
export async function pauseBefore(
  { deadline }: Patience,
  tries: number,
  retryAfterMs: number | undefined,
  cause: unknown,
): Promise<void> {
  const ms = retryAfterMs ?? firstPauseMs * 2 ** (tries - 1) * (0.5 + Math.random() / 2);
  if (tries === mostTries || performance.now() + ms >= deadline) throw storeBusy(cause);
  await wait(ms);
}

/**
 * A read or a query, sent again until it is answered.
 * @throws Refusal `temporarilyUnavailable` when it is not in time, whatever the store said
 */
export async function answerTo<Result>(
  patience: Patience,
  call: (options: { abortSignal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(patience, call);
    } catch (error) {
      const { retryAfterMs } = failureOf(error);
      await pauseBefore(patience, tries, retryAfterMs, error);
    }
  }
}
