import { Invitation, statusAt } from '../invitations/invitation.ts';
import { Relationship } from '../relationships/relationship.ts';
import type { Scope } from '../scope.ts';
import type { Partition } from '../store.ts';
import type { TenantAccess } from '../tenants/tenant.ts';

const Offer = Invitation.pick({ id: true, type: true, status: true, scope: true, expiresAt: true });
const Link = Relationship.pick({ id: true, type: true, state: true, scope: true, assignments: true });

/**
 * Whether a scope names the group: of a pending invitation, a relationship that has not ended, or an assignment of
 * either side (R53). One that has expired counts too: it can be prolonged.
 */
export async function isGroupInUse(
  customer: Partition,
  { assignments }: Pick<TenantAccess, 'assignments'>,
  groupId: string,
  now: Date,
): Promise<boolean> {
  const names = ({ scope }: { scope: Scope }) => scope.kind === 'selected' && scope.roomGroupIds.includes(groupId);
  if (assignments.some(names)) return true;
  const offers = await customer.all(Offer, [{ member: 'status', oneOf: ['pending'] }]);
  if (offers.some((offer) => statusAt(offer, now) === 'pending' && names(offer))) return true;
  const links = await customer.all(Link, [
    { member: 'state', oneOf: Relationship.shape.state.exclude(['terminated']).options },
  ]);
  return links.some((link) => names(link) || link.assignments.some(names));
}
