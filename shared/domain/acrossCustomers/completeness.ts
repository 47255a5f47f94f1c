import { z } from 'zod';

/** How much of what was asked a page over several customers answers (R71). */
export const Completeness = z.object({
  complete: z.boolean(),
  /** The customers that this page had to look at, and those that it tells all of. */
  customers: z.object({ asked: z.int(), answered: z.int() }),
  failed: z.array(z.object({ customerId: z.string(), code: z.string() })),
});
export type Completeness = z.output<typeof Completeness>;

/** Customers that can't be told all of right now, by id, and why: a code of a refusal. */
export type Failures = ReadonlyMap<string, string>;

/**
 * @param asked the customers that the page had to look at, those that failed included
 * @param failures of these or of others
 */
export function completenessOf(asked: ReadonlySet<string>, failures: Failures): Completeness {
  const failed = [...failures]
    .filter(([customerId]) => asked.has(customerId))
    .map(([customerId, code]) => ({ customerId, code }));
  return {
    complete: failed.length === 0,
    customers: { asked: asked.size, answered: asked.size - failed.length },
    failed,
  };
}
