import { permissions, type Permission } from '../../shared/domain/permissions.ts';
import type { Assignment, CustomRole } from '../../shared/domain/roles.ts';
import type { Scope } from '../../shared/domain/scope.ts';

/** A partner's person at one customer, of a size that such a customer has. */
export interface AccessWorld {
  readonly userId: string;
  readonly groups: ReadonlySet<string>;
  readonly roles: readonly CustomRole[];
  readonly assignments: readonly Assignment[];
  readonly relationshipScope: Scope;
  readonly rooms: readonly Room[];
}

export interface Room {
  readonly id: string;
  readonly roomGroupIds: readonly string[];
}

/** May the person of this world do that on this room? */
export interface Question {
  /** Its place in the list of worlds. */
  readonly world: number;
  readonly permission: Permission;
  readonly room: Room;
}

export const now = new Date('2026-11-22T12:00:00.000Z');

/** The same seed gives the same worlds on every machine: a linear congruential generator of 48 bits, as of `drand48`. */
function randomNumbers(seed: number): () => number {
  let state = (BigInt(seed) << 16n) | 0x330en;
  return () => {
    state = (state * 0x5deece66dn + 11n) & 0xffffffffffffn;
    return Number(state >> 16n) / 2 ** 32;
  };
}

/** Worlds of 80 rooms, 10 room groups and 20 assignments, and questions about them, about as often yes as no. */
export function accessWorlds(seed: number, counts: { worlds: number; questions: number }) {
  const random = randomNumbers(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const oneOf = <T>(list: readonly T[]) => list[below(list.length)] as T;
  const some = <T>(list: readonly T[], chance: number) => list.filter(() => random() < chance);
  const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}_${at}`);

  const [users, groups, roomIds, roomGroupIds] = [ids('user', 12), ids('sec', 8), ids('room', 80), ids('grp', 10)];
  const scope = (): Scope => {
    if (random() < 0.25) return { kind: 'allRooms' };
    return { kind: 'selected', roomIds: some(roomIds, 0.1), roomGroupIds: [oneOf(roomGroupIds), oneOf(roomGroupIds)] };
  };
  const worlds = Array.from({ length: counts.worlds }, (): AccessWorld => {
    const roles = ids('role', 6).map((id): CustomRole => {
      return { id, name: id, description: '', permissions: some(permissions, 0.5), changedAt: now.toISOString() };
    });
    const assignments = ids('asg', 20).map((id): Assignment => {
      const members = [
        ...some(users, 0.1).map((member) => ({ type: 'user' as const, id: member })),
        ...some(groups, 0.15).map((member) => ({ type: 'group' as const, id: member })),
      ];
      const expiry =
        random() < 0.8 ? {} : { expiresAt: new Date(now.getTime() + (random() - 0.3) * 1e9).toISOString() };
      const role = oneOf(roles);
      const about = { name: id, description: '', emailNotifications: false, changedAt: now.toISOString() };
      return { id, roleId: role.id, ...about, members, scope: scope(), ...expiry };
    });
    return {
      userId: oneOf(users),
      groups: new Set(some(groups, 0.25)),
      roles,
      assignments,
      relationshipScope: random() < 0.5 ? { kind: 'allRooms' } : scope(),
      rooms: roomIds.map((id) => ({ id, roomGroupIds: some(roomGroupIds, 0.15) })),
    };
  });
  const questions = Array.from({ length: counts.questions }, (): Question => {
    const world = below(worlds.length);
    return { world, permission: oneOf(permissions), room: oneOf(worlds[world]?.rooms ?? []) };
  });
  return { worlds, questions };
}

/** What a world gives its person, for peers that leave picking the assignments that count to whoever uses them. */
export interface CountingAssignment {
  readonly id: string;
  readonly permissions: readonly Permission[];
  readonly scope: Scope;
}

export function countingAssignments({ userId, groups, roles, assignments }: AccessWorld): CountingAssignment[] {
  return assignments
    .filter(({ expiresAt }) => expiresAt === undefined || new Date(expiresAt) > now)
    .filter(({ members }) => members.some(({ type, id }) => (type === 'user' ? id === userId : groups.has(id))))
    .map(({ id, roleId, scope }) => ({
      id,
      scope,
      permissions: roles.find((role) => role.id === roleId)?.permissions ?? [],
    }));
}
