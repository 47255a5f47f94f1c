import { z } from 'zod';
import { Guid } from '../ids.ts';
import type { Partition, Stored } from '../store.ts';

/** A change request that waits for the customer, as much of it as the end of its relationship needs; the rest stays as it is. */
const PendingChange = z.looseObject({
  id: z.string(),
  type: z.literal('changeRequest'),
  partnerId: Guid,
  state: z.string(),
  expiresAt: z.iso.datetime(),
});

/** Change requests of a partner that the customer can still decide on, so many at most; each whole. */
export async function pendingChanges(
  customer: Partition,
  partnerId: string,
  now: Date,
  top: number,
): Promise<Stored<z.output<typeof PendingChange>>[]> {
  const where = [
    { member: 'partnerId', oneOf: [partnerId] },
    { member: 'state', oneOf: ['pending'] },
    // The clock decides: from that instant on it has expired (R23).
    { member: 'expiresAt', atLeast: new Date(now.getTime() + 1).toISOString() },
  ];
  const found = await customer.list(PendingChange, { where, orderBy: 'id', top });
  return customer.readMany(
    PendingChange,
    found.map(({ id }) => id),
  );
}
