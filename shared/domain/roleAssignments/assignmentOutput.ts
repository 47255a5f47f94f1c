import { z } from 'zod';
import { everyRoom } from '../access/roomSet.ts';
import type { RoleHolding, RolesContext } from '../customRoles/roleHolding.ts';
import { entityTag } from '../entityTag.ts';
import { distinctMembers, MemberOutput } from '../member.ts';
import type { Assignment } from '../roles.ts';
import type { Scope } from '../scope.ts';
import { scopesInReach } from './scopesInReach.ts';

/** An assignment as it is shown; to a partner its scope may have nothing left to show. */
export const AssignmentOutput = z.object({
  id: z.string(),
  roleId: z.string(),
  name: z.string(),
  description: z.string(),
  members: z.array(MemberOutput),
  scope: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('allRooms') }),
    z.object({ kind: z.literal('selected'), roomIds: z.array(z.string()), roomGroupIds: z.array(z.string()) }),
  ]),
  expiresAt: z.iso.datetime().optional(),
  emailNotifications: z.boolean(),
  etag: z.string(),
});
export type AssignmentOutput = z.output<typeof AssignmentOutput>;

/** How these assignments are shown: with the names that the directory has, and what the caller may see of their scopes. */
export async function shownAssignments(
  context: RolesContext,
  { tenantId }: Pick<RoleHolding, 'tenantId'>,
  assignments: readonly Assignment[],
): Promise<(assignment: Assignment) => AssignmentOutput> {
  const members = distinctMembers(assignments.flatMap((assignment) => assignment.members));
  const [named, shownScope] = await Promise.all([
    context.directory.named(tenantId, members),
    shownScopes(context, assignments),
  ]);
  const names = new Map(named.map((member) => [`${member.type} ${member.id}`, member]));
  return (assignment) => {
    const { id, roleId, name, description, expiresAt, emailNotifications } = assignment;
    return {
      id,
      roleId,
      name,
      description,
      members: assignment.members.map((member) => names.get(`${member.type} ${member.id}`) ?? member),
      scope: shownScope(assignment.scope),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      emailNotifications,
      etag: entityTag(assignment),
    };
  };
}

/** One assignment as it is shown. */
export async function assignmentOutput(
  context: RolesContext,
  holding: Pick<RoleHolding, 'tenantId'>,
  assignment: Assignment,
): Promise<AssignmentOutput> {
  const show = await shownAssignments(context, holding, [assignment]);
  return show(assignment);
}

/** How the scopes of these assignments are shown: to a partner without what its relationship does not reach (R33). */
export async function shownScopes(
  { relationship, customer, access }: RolesContext,
  assignments: readonly Assignment[],
): Promise<(scope: Scope) => Scope> {
  if (!relationship || access.boundary.all) return (scope) => scope;
  const scopes = assignments.map(({ scope }) => scope);
  const { roomIds, roomGroupIds } = await scopesInReach(customer, scopes, {
    anyOf: [everyRoom],
    within: access.boundary,
  });
  return (scope) =>
    scope.kind === 'allRooms'
      ? scope
      : {
          kind: 'selected',
          roomIds: scope.roomIds.filter((id) => roomIds.has(id)),
          roomGroupIds: scope.roomGroupIds.filter((id) => roomGroupIds.has(id)),
        };
}
