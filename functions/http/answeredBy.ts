import { Refusal } from '../../shared/domain/refusal.ts';

/**
 * Waits for work, but not for longer than until the deadline (`performance.now()`): what hangs may go on, and nobody
 * waits for it any more.
 * @throws Refusal `temporarilyUnavailable` at the deadline
 */
export async function answeredBy<Result>(deadline: number, work: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Refusal('temporarilyUnavailable', 'This takes too long; try again.')),
    deadline - performance.now(),
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
