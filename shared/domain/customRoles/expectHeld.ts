import type { Permission } from '../permissions.ts';
import { Refusal } from '../refusal.ts';
import { Room } from '../rooms/room.ts';
import { allRooms, type Scope } from '../scope.ts';
import { holdsOver } from './holdsOver.ts';
import type { RoleHolding, RolesContext } from './roleHolding.ts';

/** So many documents are read by id at once. */
const idsAtOnce = 1000;

export const escalation = () => new Refusal('escalation', 'You may only give what you hold yourself.');

/**
 * Checks that a role with these permissions, assigned over these scopes, gives nothing that the caller does not hold
 * (R11), and nothing that roles of this holding never give.
 * @throws Refusal `escalation`
 */
export async function expectHeld(
  { access, customer }: Pick<RolesContext, 'access' | 'customer'>,
  { limit }: Pick<RoleHolding, 'limit'>,
  permissions: readonly Permission[],
  scopes: readonly Scope[],
): Promise<void> {
  if (limit && !permissions.every((permission) => limit.includes(permission))) throw escalation();
  // Who holds it all over all rooms needs no look at the rooms.
  if (holdsOver(access, permissions, [allRooms])) return;
  if (!holdsOver(access, permissions, [])) throw escalation();
  const roomIds = [...new Set(scopes.flatMap((scope) => (scope.kind === 'selected' ? scope.roomIds : [])))];
  const rooms = new Map<string, Room>();
  for (let at = 0; at < roomIds.length; at += idsAtOnce) {
    for (const room of await customer.readMany(Room, roomIds.slice(at, at + idsAtOnce))) rooms.set(room.id, room);
  }
  if (!holdsOver(access, permissions, scopes, rooms)) throw escalation();
}
