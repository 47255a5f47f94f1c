import { preparsePolicySet, statefulIsAuthorized, type EntityUidJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Scope } from '../../shared/domain/scope.ts';
import { countingAssignments } from './accessWorld.ts';
import type { Contender } from './contender.ts';

const uid = (type: string, id: string) => ({ type, id }) satisfies EntityUidJson;

/** What a scope reaches, in Cedar: the room itself, or a group that it is in. */
function within(scope: Scope): string {
  if (scope.kind === 'allRooms') return 'true';
  const entities = [
    ...scope.roomIds.map((id) => `Room::"${id}"`),
    ...scope.roomGroupIds.map((id) => `RoomGroup::"${id}"`),
  ];
  return `resource in [${entities.join(', ')}]`;
}

let prepared = 0;

/** Cedar in WebAssembly: a policy per assignment that counts, parsed before; the room and its groups go with each question. */
export const cedar: Contender = {
  peer: '@cedar-policy/cedar-wasm',
  slow: true,
  prepare(world) {
    const policySetId = `world ${++prepared}`;
    const policies = [
      ...countingAssignments(world)
        .filter(({ permissions }) => permissions.length > 0)
        .map(({ permissions, scope }) => {
          const actions = permissions.map((permission) => `Action::"${permission}"`).join(', ');
          return `permit (principal, action in [${actions}], resource) when { ${within(scope)} };`;
        }),
      `forbid (principal, action, resource) unless { ${within(world.relationshipScope)} };`,
    ];
    const parsed = preparsePolicySet(policySetId, { staticPolicies: policies.join('\n') });
    if (parsed.type === 'failure') throw new Error(JSON.stringify(parsed.errors));
    return (permission, { id, roomGroupIds }) => {
      const answer = statefulIsAuthorized({
        principal: uid('User', world.userId),
        action: uid('Action', permission),
        resource: uid('Room', id),
        context: {},
        preparsedPolicySetId: policySetId,
        entities: [
          {
            uid: uid('Room', id),
            attrs: {},
            parents: roomGroupIds.map((groupId) => uid('RoomGroup', groupId)),
          },
        ],
      });
      if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
      return answer.response.decision === 'allow';
    };
  },
};
