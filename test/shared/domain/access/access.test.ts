import { describe, expect, test } from '@jest/globals';
import {
  grantOf,
  grantOn,
  grantOverAllRooms,
  prepareAccess,
  reachOf,
  unlimitedAccess,
  type Access,
} from '../../../../shared/domain/access/prepareAccess.ts';
import { everyRoom, roomSet } from '../../../../shared/domain/access/roomSet.ts';
import { permissions } from '../../../../shared/domain/permissions.ts';
import { holdsOver } from '../../../../shared/domain/customRoles/holdsOver.ts';
import { customerRoles, primaryAdminRole } from '../../../../shared/domain/roles.ts';
import { isListed } from '../../../../shared/domain/roomGroups/roomGroupReach.ts';
import { reachConditions } from '../../../../shared/domain/rooms/reachConditions.ts';
import type { Condition } from '../../../../shared/domain/store.ts';
import { naiveMay, naiveMayGive, naiveMayOnRoom, naiveMayOverAllRooms, naiveSeesGroup } from './naiveAccess.ts';
import { everyPermission, randomNumbers, randomWorld, type World } from './randomWorld.ts';
import { figure } from '../../../support/figure.ts';

const worlds = Number(process.env['ACCESS_WORLDS'] ?? 100_000);
const seed = Number(process.env['ACCESS_SEED'] ?? 20_261_122);

/** The product's answer to what a person may do in a world. */
function accessIn(world: World): Access {
  if (world.side === 'customer' && world.globalAdministrator) return unlimitedAccess;
  const person = { userId: world.userId, groups: new Set(world.groups) };
  return world.side === 'customer'
    ? prepareAccess(person, world, customerRoles, world.now)
    : prepareAccess(person, world, [primaryAdminRole], world.now, world.relationshipScope);
}

/** What a query with this condition would do, by the meaning that `Condition` promises. */
function holds(condition: Condition, room: World['rooms'][number]): boolean {
  if ('anyOf' in condition) return condition.anyOf.some((one) => holds(one, room));
  if ('allOf' in condition) return condition.allOf.every((one) => holds(one, room));
  if ('oneOf' in condition && condition.member === 'id') return condition.oneOf.includes(room.id);
  if ('includesAnyOf' in condition && condition.member === 'roomGroupIds') {
    return room.roomGroupIds.some((id) => condition.includesAnyOf.includes(id));
  }
  throw new Error(`Nobody asks rooms for ${JSON.stringify(condition)}.`);
}

interface Difference {
  readonly question: string;
  readonly product: boolean;
  /** What the rules say. */
  readonly naive: boolean;
  readonly world: World;
}

/** How many answers were yes and no: worlds in which everything is refused would prove nothing. */
interface Tally {
  yes: number;
  no: number;
}

/** Asks everything of one world, both ways; the first answer that differs. */
function differenceIn(world: World, decide: (world: World) => Access, asked: readonly string[], tally: Tally) {
  const access = decide(world);
  let difference: Difference | undefined;
  const same = (product: boolean, naive: boolean, ...question: string[]) => {
    tally[naive ? 'yes' : 'no']++;
    if (product !== naive) difference ??= { question: question.join(' '), product, naive, world };
  };
  const given = permissions.filter((one) => asked.includes(one));
  const positions = new Map(world.rooms.map((room) => [room.id, room]));
  // What somebody gives is mostly something like what somebody has: the scopes of the world, and the relationship's.
  for (const scope of [world.relationshipScope, ...world.assignments.map((assignment) => assignment.scope)]) {
    const gives = holdsOver(access, given, [scope], positions);
    same(gives, naiveMayGive(world, given, scope), given.join('+'), 'gives', JSON.stringify(scope));
  }
  for (const permission of given) {
    const conditions = reachConditions(reachOf(access, permission));
    for (const room of world.rooms) {
      const naive = naiveMayOnRoom(world, permission, room);
      const found = conditions.every((condition) => holds(condition, room));
      same(grantOn(access, permission, room) !== undefined, naive, permission, 'on', room.id);
      same(found, naive, permission, 'finds', room.id);
    }
    const overAll = grantOverAllRooms(access, permission) !== undefined;
    same(grantOf(access, permission) !== undefined, naiveMay(world, permission), permission, 'anywhere');
    same(overAll, naiveMayOverAllRooms(world, permission), permission, 'over all rooms');
    const inReach = world.rooms.filter((room) => grantOn(access, permission, room));
    for (const groupId of world.roomGroupIds) {
      const sees = isListed(access, permission, groupId) || inReach.some((room) => room.roomGroupIds.includes(groupId));
      same(sees, naiveSeesGroup(world, permission, groupId), permission, 'sees group', groupId);
    }
  }
  return difference;
}

/** The first difference in so many worlds, each asked for some permissions. */
function firstDifference(count: number, decide: (world: World) => Access, tally: Tally = { yes: 0, no: 0 }) {
  const random = randomNumbers(seed);
  for (let at = 0; at < count; at++) {
    const world = randomWorld(random);
    const first = Math.floor(random() * everyPermission.length);
    const asked = [0, 7].map((step) => everyPermission[(first + step) % everyPermission.length] ?? '');
    const difference = differenceIn(world, decide, asked, tally);
    if (difference) return { seed, at, ...difference };
  }
  return undefined;
}

describe('R3, R8, R10, R11, R53: the access decision', () => {
  // Guarantee: nobody may do anything but what a literal reading of the rules gives, and lists show just that.
  test(`equals the naive reading in ${worlds} random worlds, seed ${seed}`, () => {
    const tally = { yes: 0, no: 0 };
    expect(firstDifference(worlds, accessIn, tally)).toBeUndefined();
    const share = tally.yes / (tally.yes + tally.no);
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.9);
    figure('C4 random worlds that equal a naive reading of the rules', `${worlds} of ${worlds}, seed ${seed}`);
  });

  test('the permissions that are compared are all that there are', () => {
    expect(everyPermission).toEqual(permissions);
  });
});

/** Decisions that are wrong, each in one way: the comparison must notice every one. */
const broken: [string, (world: World) => Access][] = [
  ['the relationship does not bound', (world) => ({ ...accessIn(world), boundary: everyRoom })],
  [
    'permissions of one assignment combine with the scope of another',
    (world) => {
      const { grants, boundary } = accessIn(world);
      const permissionBits = grants.reduce((sum, grant) => sum | grant.permissionBits, 0);
      return { grants: grants.map((grant) => ({ ...grant, permissionBits })), boundary };
    },
  ],
  [
    'an assignment counts at the instant of its expiry',
    (world) => accessIn({ ...world, now: new Date(world.now.getTime() - 1) }),
  ],
  ['expiry is not looked at', (world) => accessIn({ ...world, now: new Date(0) })],
  ['groups do not count', (world) => accessIn({ ...world, groups: [] })],
  ["a person's id counts as a group", (world) => accessIn({ ...world, groups: [...world.groups, world.userId] })],
  [
    "the partner's Global Administrator counts at the customer",
    (world) => (world.globalAdministrator ? unlimitedAccess : accessIn(world)),
  ],
  [
    'the relationship is another assignment',
    (world) => {
      const { grants } = accessIn(world);
      const widened = grants.map((grant) => ({ ...grant, rooms: roomSet(world.relationshipScope) }));
      return { grants: world.side === 'partner' ? [...grants, ...widened] : grants, boundary: everyRoom };
    },
  ],
  [
    'room groups of scopes do not count',
    (world) => {
      const { grants, boundary } = accessIn(world);
      return {
        grants: grants.map((grant) => ({ ...grant, rooms: { ...grant.rooms, roomGroupIds: new Set<string>() } })),
        boundary,
      };
    },
  ],
];

describe('the comparison notices when', () => {
  test.each(broken)('%s', (_, decide) => {
    expect(firstDifference(2_000, decide)).toBeDefined();
  });
});
