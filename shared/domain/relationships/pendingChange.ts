import { ChangeRequest, inStates } from '../changeRequests/changeRequest.ts';
import type { Partition, Stored } from '../store.ts';

/** Change requests of a partner that the customer can still decide on, so many at most. */
export function pendingChanges(
  customer: Partition,
  partnerId: string,
  now: Date,
  top: number,
): Promise<Stored<ChangeRequest>[]> {
  const where = [{ member: 'partnerId', oneOf: [partnerId] }, ...inStates(['pending'], now)];
  return customer.list(ChangeRequest, { where, orderBy: 'id', top });
}
