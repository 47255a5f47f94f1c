import { AbilityBuilder, createMongoAbility } from '@casl/ability';
import { countingAssignments } from './accessWorld.ts';
import type { Contender } from './contender.ts';

/** CASL: rules per assignment that counts, on rooms and on groups, and one that forbids what is beyond the relationship. */
export const casl: Contender = {
  peer: '@casl/ability',
  slow: false,
  prepare(world) {
    const { can, cannot, build } = new AbilityBuilder(createMongoAbility);
    for (const { permissions, scope } of countingAssignments(world)) {
      if (scope.kind === 'allRooms') {
        can([...permissions], 'Room');
      } else {
        can([...permissions], 'Room', { id: { $in: scope.roomIds } });
        can([...permissions], 'Room', { roomGroupIds: { $in: scope.roomGroupIds } });
      }
    }
    const { relationshipScope: boundary } = world;
    if (boundary.kind === 'selected') {
      cannot('manage', 'Room', { id: { $nin: boundary.roomIds }, roomGroupIds: { $nin: boundary.roomGroupIds } });
    }
    const ability = build({ detectSubjectType: () => 'Room' });
    return (permission, room) => ability.can(permission, room);
  },
};
