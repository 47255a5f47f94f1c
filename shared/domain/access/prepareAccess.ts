import { permissions, type Permission } from '../permissions.ts';
import type { Assignment, Role, RoleHolding } from '../roles.ts';
import type { Scope } from '../scope.ts';
import { contains, everyRoom, roomSet, type RoomPosition, type RoomSet } from './roomSet.ts';

/** One assignment that counts for the person: permissions and scope belong together and never mix (R8). */
export interface Grant {
  /** Not there for a Global Administrator, who needs no assignment (R3). */
  readonly roleId?: string;
  readonly assignmentId?: string;
  /** One bit per permission, in the order of the table. */
  readonly permissionBits: number;
  readonly rooms: RoomSet;
}

/** Somebody of the role holder's tenant, and the groups that the person is known to be in (R42). */
export interface AccessPerson {
  readonly userId: string;
  readonly groups: Pick<ReadonlySet<string>, 'has'>;
}

/** Roles and assignments, as far as they decide. */
export type AccessHolder = { readonly [Part in keyof RoleHolding]: readonly RoleHolding[Part][number][] };
export type AccessAssignment = AccessHolder['assignments'][number];

/** What one person may do with one customer, prepared once per request; answers are pure and need no I/O. */
export interface Access {
  readonly grants: readonly Grant[];
  /** What the relationship reaches at most; all rooms for the customer's own people. */
  readonly boundary: RoomSet;
}

const bits = new Map(permissions.map((permission, at) => [permission, 1 << at]));
const everyPermission = (1 << permissions.length) - 1;

/** The bit of a permission; 0, which nobody holds, for what is none. */
const permissionBit = (permission: Permission): number => bits.get(permission) ?? 0;

export const permissionBits = (list: readonly Permission[]): number =>
  list.reduce((sum, permission) => sum | permissionBit(permission), 0);

/** Of roles that never change: a request for many customers asks for the same ones at each of them. */
const builtInBits = new WeakMap<Role, number>();

function bitsOfBuiltIn(role: Role): number {
  let known = builtInBits.get(role);
  if (known === undefined) builtInBits.set(role, (known = permissionBits(role.permissions)));
  return known;
}

/** Somebody who may do everything in the tenant as a customer without an assignment: a Global Administrator (R3). */
export const unlimitedAccess: Access = {
  grants: [{ permissionBits: everyPermission, rooms: everyRoom }],
  boundary: everyRoom,
};

/**
 * Picks the assignments that count (R8): the person or one of the person's groups is a member, and it has not expired.
 *
 * @param boundary the relationship's scope, for a partner's person
 */
export function prepareAccess(
  person: AccessPerson,
  holder: AccessHolder,
  builtInRoles: readonly Role[],
  now: Date,
  boundary?: Scope,
): Access {
  const grants: Grant[] = [];
  for (const assignment of holder.assignments) {
    if (hasExpired(assignment, now) || !isMember(person, assignment)) continue;
    const grant = grantFrom(assignment, holder, builtInRoles);
    if (grant) grants.push(grant);
  }
  return { grants, boundary: boundary ? roomSet(boundary) : everyRoom };
}

/** Whether the person, or one of the person's groups, is among the members. */
export const isMember = (person: AccessPerson, { members }: AccessAssignment): boolean =>
  members.some(({ type, id }) => (type === 'user' ? id === person.userId : person.groups.has(id)));

/** What the assignment gives its members; nothing where its role is not there. */
export function grantFrom(
  { id, roleId, scope }: AccessAssignment,
  { roles }: AccessHolder,
  builtInRoles: readonly Role[],
): Grant | undefined {
  const builtIn = builtInRoles.find((role) => role.id === roleId);
  const role = builtIn ?? roles.find((custom) => custom.id === roleId);
  return (
    role && {
      roleId,
      assignmentId: id,
      permissionBits: builtIn ? bitsOfBuiltIn(builtIn) : permissionBits(role.permissions),
      rooms: roomSet(scope),
    }
  );
}

/** An assignment counts until the instant `expiresAt`, and from it on no more (R23 says so for every expiry). */
export const hasExpired = ({ expiresAt }: Pick<Assignment, 'expiresAt'>, now: Date): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();

/** The assignment that lets the person do this on this room, if there is one (R8). */
export function grantOn(access: Access, permission: Permission, room: RoomPosition): Grant | undefined {
  const bit = permissionBit(permission);
  for (const grant of access.grants) {
    if ((grant.permissionBits & bit) !== 0 && contains(grant.rooms, room)) {
      return contains(access.boundary, room) ? grant : undefined;
    }
  }
  return undefined;
}

/** The assignment that gives the permission somewhere: what is no room asks this (R8). */
export function grantOf(access: Access, permission: Permission): Grant | undefined {
  const bit = permissionBit(permission);
  return access.grants.find((grant) => (grant.permissionBits & bit) !== 0);
}

/** The assignment that gives the permission over all rooms of the customer, cut short by no relationship (R53). */
export function grantOverAllRooms(access: Access, permission: Permission): Grant | undefined {
  const bit = permissionBit(permission);
  if (!access.boundary.all) return undefined;
  return access.grants.find((grant) => (grant.permissionBits & bit) !== 0 && grant.rooms.all);
}

/** The room sets of all assignments that give the permission: a room in one of them and in the boundary is in reach. */
export function reachOf(access: Access, permission: Permission): { anyOf: RoomSet[]; within: RoomSet } {
  const bit = permissionBit(permission);
  return {
    anyOf: access.grants.filter((grant) => (grant.permissionBits & bit) !== 0).map(({ rooms }) => rooms),
    within: access.boundary,
  };
}
