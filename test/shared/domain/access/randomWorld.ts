import permissionTable from '../../../../shared/domain/permissions.json' with { type: 'json' };
import type { Permission } from '../../../../shared/domain/permissions.ts';
import type { Assignment, CustomRole } from '../../../../shared/domain/roles.ts';
import type { Scope } from '../../../../shared/domain/scope.ts';

/** One person at one customer, and everything that decides what the person may do there. */
export interface World {
  readonly side: 'customer' | 'partner';
  readonly globalAdministrator: boolean;
  readonly userId: string;
  readonly groups: readonly string[];
  readonly now: Date;
  readonly roles: readonly CustomRole[];
  readonly assignments: readonly Assignment[];
  readonly relationshipScope: Scope;
  readonly rooms: readonly { readonly id: string; readonly roomGroupIds: readonly string[] }[];
  readonly roomGroupIds: readonly string[];
}

// Under Jest a global is looked up through the sandbox each time, which millions of calls would notice.
const { floor, imul } = Math;

/** A small, fast generator of 32-bit numbers (mulberry32): the same seed gives the same worlds everywhere. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const everyPermission = permissionTable.permissions.map(({ permission }) => permission as Permission);

// Few ids each, and some the same for different kinds of thing: so that worlds are full of near misses.
const userIds = ['ann', 'ben', 'sales'];
const groupIds = ['sales', 'staff', 'ann'];
const roomIds = ['r1', 'r2', 'r3', 'g1'];
const roomGroupIds = ['g1', 'g2', 'g3', 'r1'];
const now = new Date('2026-11-20T12:00:00.000Z');
const expiries = [undefined, undefined, undefined, -1, 0, 1, 86_400_000];

/** A world of a few rooms, roles and assignments, in which decisions go either way about as often. */
export function randomWorld(random: () => number): World {
  const below = (limit: number) => floor(random() * limit);
  const oneOf = <T>(list: readonly T[]) => list[below(list.length)] as T;
  const some = <T>(list: readonly T[], chance: number) => list.filter(() => random() < chance);
  const scope = (): Scope => {
    if (random() < 0.3) return { kind: 'allRooms' };
    const selected = { roomIds: some([...roomIds, 'gone'], 0.25), roomGroupIds: some([...roomGroupIds, 'gone'], 0.25) };
    return { kind: 'selected', ...selected };
  };
  const side = oneOf(['customer', 'partner'] as const);
  const builtIn = side === 'partner' ? ['primaryAdmin'] : ['managedServiceAdministrator', 'siteLead', 'siteTechnician'];
  const roles = Array.from({ length: below(3) }, (_, at): CustomRole => ({
    id: `role${at}`,
    name: `role ${at}`,
    description: '',
    permissions: some(everyPermission, 0.3),
    changedAt: now.toISOString(),
  }));
  const roleIds = [...builtIn, ...roles.map(({ id }) => id), 'roleThatIsGone', 'role0', 'role1'];
  const assignments = Array.from({ length: below(5) }, (_, at): Assignment => {
    const expiry = oneOf(expiries);
    return {
      id: `assignment${at}`,
      roleId: oneOf(roleIds),
      name: `assignment ${at}`,
      description: '',
      members: [
        ...some(userIds, 0.35).map((id) => ({ type: 'user' as const, id })),
        ...some(groupIds, 0.25).map((id) => ({ type: 'group' as const, id })),
      ],
      scope: scope(),
      ...(expiry === undefined ? {} : { expiresAt: new Date(now.getTime() + expiry).toISOString() }),
      emailNotifications: false,
      changedAt: now.toISOString(),
    };
  });
  return {
    side,
    globalAdministrator: random() < 0.05,
    userId: oneOf(userIds),
    groups: some(groupIds, 0.4),
    now,
    roles,
    assignments,
    relationshipScope: scope(),
    rooms: some(roomIds, 0.8).map((id) => ({ id, roomGroupIds: some(roomGroupIds, 0.3) })),
    roomGroupIds,
  };
}
