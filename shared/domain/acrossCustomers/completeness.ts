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
 * Stands for customers that can't be read and whose names the caller may not know: whether somebody without a tenant role
 * has a role there is just what can't be read (R5).
 */
export const unnamed = '';

/**
 * @param asked the customers that the page had to look at, those that failed included
 * @param failures of these or of others
 */
export function completenessOf(asked: ReadonlySet<string>, failures: Failures): Completeness {
  const missing = [...failures].filter(([customerId]) => asked.has(customerId));
  const failed = missing
    .filter(([customerId]) => customerId !== unnamed)
    .map(([customerId, code]) => ({ customerId, code }));
  const named = asked.size - (asked.has(unnamed) ? 1 : 0);
  return {
    complete: missing.length === 0,
    customers: { asked: named, answered: named - failed.length },
    failed,
  };
}
