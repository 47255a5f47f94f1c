import type { RolesContext } from '../customRoles/roleHolding.ts';
import { Refusal } from '../refusal.ts';
import { RoomGroup } from '../roomGroups/roomGroup.ts';
import { Room } from '../rooms/room.ts';
import type { Scope } from '../scope.ts';
import type { Write } from '../store.ts';
import { TenantAccess, tenantAccessDocumentId } from '../tenants/tenant.ts';
import { scopesInReach } from './scopesInReach.ts';

/**
 * Checks that all rooms and groups that a scope names are there and that the caller sees them, by whatever permission
 * (R11): one that is not there and one out of sight can't be told apart.
 *
 * @returns what must be committed along with the scope, so that none of its groups goes meanwhile (R53)
 * @throws Refusal `roomUnknown` or `roomGroupUnknown`
 */
export async function expectScopeSeen(
  { customer, access, relationship }: RolesContext,
  scope: Scope,
): Promise<Write[]> {
  if (scope.kind === 'allRooms') return [];
  await customer.prefetch([tenantAccessDocumentId, ...scope.roomIds, ...scope.roomGroupIds]);
  const rooms = new Set((await customer.readMany(Room, scope.roomIds)).map(({ id }) => id));
  const groups = new Set((await customer.readMany(RoomGroup, scope.roomGroupIds)).map(({ id }) => id));
  const reach = { anyOf: access.grants.map((grant) => grant.rooms), within: access.boundary };
  const there: Scope = {
    kind: 'selected',
    roomIds: scope.roomIds.filter((id) => rooms.has(id)),
    roomGroupIds: scope.roomGroupIds.filter((id) => groups.has(id)),
  };
  const seen = await scopesInReach(customer, [there], reach);
  const unseen = {
    roomUnknown: scope.roomIds.filter((id) => !seen.roomIds.has(id)),
    roomGroupUnknown: scope.roomGroupIds.filter((id) => !seen.roomGroupIds.has(id)),
  };
  for (const code of ['roomUnknown', 'roomGroupUnknown'] as const) {
    if (unseen[code].length === 0) continue;
    const faults = unseen[code].slice(0, 20).map((message) => ({ path: 'scope', code, message }));
    throw new Refusal(code, 'The scope names what is not there, or what you may not see.', { faults });
  }
  // At the customer itself this document holds the assignments: it is replaced, which guards as well.
  if (!relationship) return [];
  const guard = await customer.read(TenantAccess, tenantAccessDocumentId);
  if (!guard) throw new Error('A customer has its access document.');
  return [{ unchanged: guard }];
}
