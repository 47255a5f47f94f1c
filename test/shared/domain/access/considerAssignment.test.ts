import { expect, test } from '@jest/globals';
import { grantFor } from '../../../../shared/domain/access/accessQuestion.ts';
import { considerAssignment, type Consideration } from '../../../../shared/domain/access/considerAssignment.ts';
import { prepareAccess } from '../../../../shared/domain/access/prepareAccess.ts';
import { roomSet } from '../../../../shared/domain/access/roomSet.ts';
import { customerRoles, primaryAdminRole } from '../../../../shared/domain/roles.ts';
import { allRooms } from '../../../../shared/domain/scope.ts';
import { everyPermission, randomNumbers, randomWorld, type World } from './randomWorld.ts';

const seed = Number(process.env['ACCESS_SEED'] ?? 20_261_122);

/** Questions that the decision and its parts answer differently, in so many random worlds. */
function differences(count: number, parts: (keyof Consideration)[]) {
  const random = randomNumbers(seed);
  const tally = { yes: 0, no: 0, different: 0 };
  for (let at = 0; at < count; at++) {
    const world = randomWorld(random);
    const permission = everyPermission[at % everyPermission.length] ?? 'rooms.view';
    for (const room of [undefined, ...world.rooms]) {
      const decided = decide(world, { permission, room });
      const takenApart = apart(world, { permission, room }, parts);
      tally[decided ? 'yes' : 'no']++;
      if (decided !== takenApart) tally.different++;
    }
  }
  return tally;
}

type Question = Parameters<typeof grantFor>[1];
const boundaryOf = ({ side, relationshipScope }: World) => (side === 'partner' ? relationshipScope : allRooms);
const rolesOf = ({ side }: World) => (side === 'partner' ? [primaryAdminRole] : customerRoles);
const personIn = ({ userId, groups }: World) => ({ userId, groups: new Set(groups) });

const decide = (world: World, question: Question): boolean =>
  grantFor(prepareAccess(personIn(world), world, rolesOf(world), world.now, boundaryOf(world)), question) !== undefined;

function apart(world: World, question: Question, parts: (keyof Consideration)[]): boolean {
  const standing = { holder: world, builtInRoles: rolesOf(world), boundary: roomSet(boundaryOf(world)) };
  return world.assignments.some((assignment) => {
    const considered = considerAssignment(assignment, question, personIn(world), standing, world.now);
    return parts.every((part) => considered[part]);
  });
}

const all = ['member', 'permission', 'scope', 'boundary', 'unexpired'] as const;

// Guarantee: what an access check traces is what decides.
test('R8 all conditions of one assignment together are the decision', () => {
  const { yes, no, different } = differences(10_000, [...all]);
  expect(different).toBe(0);
  expect(Math.min(yes, no)).toBeGreaterThan(1_000);
});

test.each(all)('the comparison notices when %s is not looked at', (left) => {
  const { different } = differences(
    1_000,
    all.filter((part) => part !== left),
  );
  expect(different).toBeGreaterThan(0);
});
