import { Invitation, statusAt } from '../invitations/invitation.ts';
import { Relationship } from '../relationships/relationship.ts';
import type { Scope } from '../scope.ts';
import type { Partition } from '../store.ts';
import type { TenantAccess } from '../tenants/tenant.ts';

const Offer = Invitation.pick({ id: true, type: true, status: true, scope: true, expiresAt: true });
const Link = Relationship.pick({ id: true, type: true, partnerId: true, state: true, scope: true, assignments: true });

/**
 * What uses a group by naming it in its scope, each in a few words: pending invitations, relationships that have not
 * ended, assignments of both sides (R53). An assignment that has expired counts too: it can be prolonged.
 */
export async function roomGroupUses(
  customer: Partition,
  { assignments }: Pick<TenantAccess, 'assignments'>,
  groupId: string,
  now: Date,
): Promise<string[]> {
  const names = ({ scope }: { scope: Scope }) => scope.kind === 'selected' && scope.roomGroupIds.includes(groupId);
  const offers = await customer.all(Offer, [{ member: 'status', oneOf: ['pending'] }]);
  const links = await customer.all(Link, [
    { member: 'state', oneOf: Relationship.shape.state.exclude(['terminated']).options },
  ]);
  return [
    ...assignments.filter(names).map(({ id }) => `assignment ${id}`),
    ...offers.filter((offer) => statusAt(offer, now) === 'pending' && names(offer)).map(({ id }) => `invitation ${id}`),
    ...links.filter(names).map(({ partnerId }) => `relationship with ${partnerId}`),
    ...links.flatMap((link) =>
      link.assignments.filter(names).map(({ id }) => `assignment ${id} of partner ${link.partnerId}`),
    ),
  ];
}
