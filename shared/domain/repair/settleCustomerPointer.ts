import { customerPointer, CustomerPointer } from '../pointers.ts';
import { isLive, Relationship, relationshipId } from '../relationships/relationship.ts';
import type { Correction, RepairContext } from './round.ts';
import { inFlightMs } from './round.ts';

/** As much of a relationship as says whether a pointer leads to it. */
const Standing = Relationship.pick({ id: true, type: true, state: true, activatedAt: true, changedAt: true });

/**
 * Makes or removes a partner's pointer to a customer, by what the relationship is now. The pointer is read first and must
 * be as it was read: whoever changes the relationship after that sets it exactly.
 */
export async function settleCustomerPointer(
  { customerId, partnerId }: { customerId: string; partnerId: string },
  { store, clock }: RepairContext,
): Promise<Correction[]> {
  const pointers = store.pointers(partnerId);
  const pointer = await pointers.read(CustomerPointer, customerId);
  const relationship = await store.tenant(customerId).read(Standing, relationshipId(partnerId));
  if (relationship && isLive(relationship)) {
    if (pointer) return [];
    const since = relationship.activatedAt ?? relationship.changedAt;
    await pointers.commit([{ create: customerPointer(customerId, since) }]);
    return ['customerPointerMade'];
  }
  // While it is ending the pointer is the workflow's; a young one may be of an acceptance that is being committed.
  const isYoung = Date.parse(pointer?.madeAt ?? '') > clock.now().getTime() - inFlightMs;
  if (!pointer || isYoung || relationship?.state === 'terminating') return [];
  await pointers.commit([{ remove: pointer }]);
  return ['customerPointerRemoved'];
}
