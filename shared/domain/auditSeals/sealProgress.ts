import { z } from 'zod';
import { Guid } from '../ids.ts';

/**
 * The last seal of a customer, in the operator's partition: who can write in the customer's alone can't take the last seals
 * away without being found out.
 */
export const SealHead = z.object({
  id: z.string(),
  type: z.literal('sealHead'),
  sealed: Guid,
  number: z.int(),
  hash: z.string(),
  sealedAt: z.iso.datetime(),
  /** All events that were stored by then are sealed: seconds since 1970, by the store's clock. */
  storedUntil: z.int(),
});
export type SealHead = z.output<typeof SealHead>;

export const sealHeadId = (customerId: string) => `sealHead_${customerId}`;

/** How far sealing has come, in the operator's partition. */
export const SealingMark = z.object({
  id: z.string(),
  type: z.literal('sealingMark'),
  /** When the last run began: seconds since 1970. */
  completeUntil: z.int(),
  /** Customers of which that run could not seal everything, and until when they are sealed, where they once were. */
  behind: z.array(z.object({ customerId: Guid, completeUntil: z.int().optional() })),
});
export type SealingMark = z.output<typeof SealingMark>;

export const sealingMarkId = 'sealingMark';

/** Until when everything of a customer is sealed, as far as that is known; seconds since 1970. */
export function completeUntil(mark: SealingMark | undefined, customerId: string): number | undefined {
  const late = mark?.behind.find((one) => one.customerId === customerId);
  return late ? late.completeUntil : mark?.completeUntil;
}
