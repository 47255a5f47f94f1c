import { reachOf, type Access } from '../access/prepareAccess.ts';
import { contains, type RoomPosition, type RoomSet } from '../access/roomSet.ts';
import type { Permission } from '../permissions.ts';
import type { Scope } from '../scope.ts';

/**
 * Whether the person holds all of the permissions over the whole of each scope; without a scope: anywhere (R11). Each
 * permission and scope need one single assignment of the person's that gives the one over all of the other. The
 * relationship's own scope plays no part: all rooms are as many as it reaches.
 *
 * @param rooms where the rooms are that the scopes name; one that is left out is in no group
 */
export function holdsOver(
  access: Access,
  permissions: readonly Permission[],
  scopes: readonly Scope[],
  rooms: ReadonlyMap<string, RoomPosition> = new Map(),
): boolean {
  return permissions.every((permission) => {
    const { anyOf } = reachOf(access, permission);
    return anyOf.length > 0 && scopes.every((scope) => anyOf.some((set) => covers(set, scope, rooms)));
  });
}

/** A group is covered by that very group only: which rooms are in it may change. */
function covers(set: RoomSet, scope: Scope, rooms: ReadonlyMap<string, RoomPosition>): boolean {
  if (set.all) return true;
  if (scope.kind === 'allRooms') return false;
  return (
    scope.roomGroupIds.every((id) => set.roomGroupIds.has(id)) &&
    scope.roomIds.every((id) => contains(set, rooms.get(id) ?? { id, roomGroupIds: [] }))
  );
}
