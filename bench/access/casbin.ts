import { newEnforcer, newModelFromString } from 'casbin';
import { roomSet, contains } from '../../shared/domain/access/roomSet.ts';
import { countingAssignments, type Room } from './accessWorld.ts';
import type { Contender } from './contender.ts';

const model = `
[request_definition]
r = obj, act

[policy_definition]
p = obj, act

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.act == p.act && (p.obj == "*" || g(r.obj, p.obj)) && within(r.obj)
`;

/** casbin: rooms are in groups by role definition, the relationship's scope is a function of the matcher. */
export const casbin: Contender = {
  peer: 'casbin',
  slow: true,
  async prepare(world) {
    const enforcer = await newEnforcer(newModelFromString(model));
    const rooms = new Map<string, Room>(world.rooms.map((room) => [room.id, room]));
    const boundary = roomSet(world.relationshipScope);
    await enforcer.addFunction('within', (id: string) => {
      const room = rooms.get(id);
      return room !== undefined && contains(boundary, room);
    });
    const rules = countingAssignments(world).flatMap(({ permissions, scope }) => {
      const reached = scope.kind === 'allRooms' ? ['*'] : [...scope.roomIds, ...scope.roomGroupIds];
      return permissions.flatMap((permission) => reached.map((id) => `${id} ${permission}`));
    });
    await enforcer.addPolicies([...new Set(rules)].map((rule) => rule.split(' ')));
    await enforcer.addGroupingPolicies(
      world.rooms.flatMap(({ id, roomGroupIds }) => roomGroupIds.map((groupId) => [id, groupId])),
    );
    return (permission, room) => enforcer.enforceSync(room.id, permission);
  },
};
