import permissionTable from '../../../../shared/domain/permissions.json' with { type: 'json' };
import type { World } from './randomWorld.ts';

/*
 * A reading of R3, R8, R10, R11 and R53 as literal as it can be, sentence by sentence, that shares nothing with the product
 * but the table of permissions. It is slow on purpose: no sets, no bits, nothing prepared.
 */

type Assignment = World['assignments'][number];
type Room = World['rooms'][number];

/** "GA and MSA of a tenant may do everything in that tenant as a customer" (R3): MSA by the table, GA by this. */
const mayDoEverything = (world: World) => world.side === 'customer' && world.globalAdministrator;

/** "the person or one of the person's groups is a member" */
function isMember(world: World, assignment: Assignment): boolean {
  for (const member of assignment.members) {
    if (member.type === 'user' && member.id === world.userId) return true;
    for (const group of world.groups) if (member.type === 'group' && member.id === group) return true;
  }
  return false;
}

/** "the assignment has not expired"; "expired from the instant `expiresAt` on (so everywhere)" (R23) */
function hasNotExpired(world: World, assignment: Assignment): boolean {
  if (assignment.expiresAt === undefined) return true;
  return world.now < new Date(assignment.expiresAt);
}

/** "P is in its role" */
function isInItsRole(world: World, assignment: Assignment, permission: string): boolean {
  for (const role of world.roles) {
    if (role.id === assignment.roleId) return role.permissions.some((held) => held === permission);
  }
  const column = permissionTable.roles.indexOf(assignment.roleId);
  const ofThisSide = (assignment.roleId === 'primaryAdmin') === (world.side === 'partner');
  if (column === -1 || !ofThisSide) return false;
  return permissionTable.permissions.some((row) => row.permission === permission && row.grants[column] === 1);
}

/** "the set of a customer's rooms that a relationship, or an assignment in it, reaches" */
function isInScope(scope: Assignment['scope'], room: Room): boolean {
  if (scope.kind === 'allRooms') return true;
  if (scope.roomIds.includes(room.id)) return true;
  return scope.roomGroupIds.some((listed) => room.roomGroupIds.includes(listed));
}

const counts = (world: World, assignment: Assignment, permission: string) =>
  isMember(world, assignment) && hasNotExpired(world, assignment) && isInItsRole(world, assignment, permission);

/** "A person may do P on room X exactly if one single assignment gives it" */
export function naiveMayOnRoom(world: World, permission: string, room: Room): boolean {
  if (mayDoEverything(world)) return true;
  return world.assignments.some((assignment) => {
    if (!counts(world, assignment, permission)) return false;
    if (!isInScope(assignment.scope, room)) return false;
    // "For a partner's person also: [...] X is in the relationship's scope."
    return world.side === 'customer' || isInScope(world.relationshipScope, room);
  });
}

/** "A permission on what is no room [...] is there if any one such assignment has it." */
export const naiveMay = (world: World, permission: string): boolean =>
  mayDoEverything(world) || world.assignments.some((assignment) => counts(world, assignment, permission));

/** "needs the reach *all rooms*" */
export function naiveMayOverAllRooms(world: World, permission: string): boolean {
  if (mayDoEverything(world)) return true;
  if (world.side === 'partner' && world.relationshipScope.kind !== 'allRooms') return false;
  return world.assignments.some(
    (assignment) => counts(world, assignment, permission) && assignment.scope.kind === 'allRooms',
  );
}

const listsOrAll = (scope: Assignment['scope'], roomGroupId: string) =>
  scope.kind === 'allRooms' || scope.roomGroupIds.includes(roomGroupId);

/**
 * "A room group is visible when the reach is all rooms, when the scope lists it (a partner's: assignment and
 * relationship each list it or are all rooms), or when one of its rooms is in reach"
 */
export function naiveSeesGroup(world: World, permission: string, roomGroupId: string): boolean {
  if (naiveMayOverAllRooms(world, permission)) return true;
  const listed = world.assignments.some(
    (assignment) =>
      counts(world, assignment, permission) &&
      listsOrAll(assignment.scope, roomGroupId) &&
      (world.side === 'customer' || listsOrAll(world.relationshipScope, roomGroupId)),
  );
  if (listed) return true;
  return world.rooms.some((room) => room.roomGroupIds.includes(roomGroupId) && naiveMayOnRoom(world, permission, room));
}

/**
 * "for each permission of the result one single assignment of one's own that gives it over the whole scope of the result (a
 * group: that very group, or all rooms)"; "One whose own assignment is over all rooms may assign `allRooms`, however narrow
 * the relationship" (R11)
 */
export function naiveMayGive(world: World, given: readonly string[], over: Assignment['scope']): boolean {
  if (mayDoEverything(world)) return true;
  for (const permission of given) {
    const one = world.assignments.some((own) => {
      if (!counts(world, own, permission)) return false;
      if (own.scope.kind === 'allRooms') return true;
      if (over.kind === 'allRooms') return false;
      for (const group of over.roomGroupIds) if (!own.scope.roomGroupIds.includes(group)) return false;
      for (const id of over.roomIds) {
        const room = world.rooms.find((other) => other.id === id);
        if (!isInScope(own.scope, room ?? { id, roomGroupIds: [] })) return false;
      }
      return true;
    });
    if (!one) return false;
  }
  return true;
}
