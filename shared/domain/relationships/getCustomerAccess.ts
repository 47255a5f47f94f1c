import { z } from 'zod';
import { hasExpired } from '../access/prepareAccess.ts';
import type { PartnerContext } from '../operation.ts';
import { Permission } from '../permissions.ts';
import { AssignmentOutput, shownScopes } from '../roleAssignments/assignmentOutput.ts';
import { primaryAdminRole } from '../roles.ts';
import { RelationshipState } from './relationship.ts';

/** What one person of a partner may do at one customer, each assignment by itself, as they never combine (R8). */
export const EffectiveAccess = z.object({
  state: RelationshipState,
  assignments: z.array(
    z.object({
      roleId: z.string(),
      roleName: z.string(),
      assignmentId: z.string(),
      permissions: z.array(Permission),
      scope: AssignmentOutput.shape.scope,
      expiresAt: z.iso.datetime().optional(),
    }),
  ),
  /** There may be more: which groups the caller is in could not be found out (R42). */
  groupMembershipUnknown: z.literal(true).optional(),
});
export type EffectiveAccess = z.output<typeof EffectiveAccess>;

/** The caller's own effective access at a customer: the assignments that count now, and what they reach. */
export async function getCustomerAccess(_: object, context: PartnerContext): Promise<EffectiveAccess> {
  const { relationship, access, now, groupMembershipUnknown } = context;
  const roles = [primaryAdminRole, ...relationship.roles];
  const counting = new Set(access.grants.map(({ assignmentId }) => assignmentId));
  const assignments = relationship.assignments.filter(({ id }) => counting.has(id));
  const shown = await shownScopes(context, assignments);
  const mightBeMore = relationship.assignments.some(
    (assignment) => !hasExpired(assignment, now) && assignment.members.some(({ type }) => type === 'group'),
  );
  return {
    state: relationship.state,
    assignments: assignments.flatMap(({ id, roleId, scope, expiresAt }) => {
      const role = roles.find((one) => one.id === roleId);
      if (!role) return [];
      const { name, permissions } = role;
      const expiry = expiresAt === undefined ? {} : { expiresAt };
      return [{ roleId, roleName: name, assignmentId: id, permissions, scope: shown(scope), ...expiry }];
    }),
    ...(groupMembershipUnknown && mightBeMore ? { groupMembershipUnknown } : {}),
  };
}
