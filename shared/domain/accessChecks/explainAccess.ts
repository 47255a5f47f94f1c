import { z } from 'zod';
import { grantFor, type AccessQuestion } from '../access/accessQuestion.ts';
import { considerAssignment, type Consideration } from '../access/considerAssignment.ts';
import { prepareAccess } from '../access/prepareAccess.ts';
import { roomSet } from '../access/roomSet.ts';
import type { GroupMembership } from '../operation.ts';
import type { Standing } from './standing.ts';

/**
 * Why: `granted`, or what is missing. Of several assignments that of the one that is missing least is told; `noAssignment`:
 * none has the person as a member.
 */
export const AccessReason = z.enum([
  'granted',
  'roomUnknown',
  'noRelationship',
  'partnerNotOnboarded',
  'relationshipNotActive',
  'groupMembershipUnknown',
  'noAssignment',
  'permissionNotInRole',
  'roomOutsideScope',
  'roomOutsideRelationship',
  'assignmentExpired',
]);
export type AccessReason = z.output<typeof AccessReason>;

/** An answer, and how each assignment stands to the question: one in which all four are true gives it (R8). */
export const AccessExplanation = z.object({
  allowed: z.boolean(),
  reason: AccessReason,
  /** The assignment that gives it. */
  through: z.object({ roleId: z.string(), assignmentId: z.string() }).optional(),
  trace: z.array(
    z.object({
      roleId: z.string(),
      assignmentId: z.string(),
      member: z.boolean(),
      permission: z.boolean(),
      scope: z.boolean(),
      active: z.boolean(),
    }),
  ),
});
export type AccessExplanation = z.output<typeof AccessExplanation>;

/** An answer that no assignment was looked at for. */
export const refusedFor = (reason: AccessReason): AccessExplanation => ({ allowed: false, reason, trace: [] });

const everyGroup = { has: () => true };

/** Answers whether somebody may, by the decision that requests go by, and takes it apart. */
export function explainAccess(
  userId: string,
  { groups, unknown }: GroupMembership,
  standing: Standing,
  question: AccessQuestion,
  now: Date,
): AccessExplanation {
  const { holder, builtInRoles, boundary, closed } = standing;
  const grantIn = (known: GroupMembership['groups']) =>
    grantFor(prepareAccess({ userId, groups: known }, holder, builtInRoles, now, boundary), question);
  const grant = closed ? undefined : grantIn(groups);
  const parts = { holder, builtInRoles, boundary: roomSet(boundary) };
  const considered = holder.assignments.map(
    (assignment) => [assignment, considerAssignment(assignment, question, { userId, groups }, parts, now)] as const,
  );
  const trace = considered.map(([{ id, roleId }, { member, permission, scope, boundary: within, unexpired }]) => ({
    roleId,
    assignmentId: id,
    member,
    permission,
    scope: scope && within,
    active: unexpired && !closed,
  }));
  if (grant?.roleId !== undefined && grant.assignmentId !== undefined) {
    const { roleId, assignmentId } = grant;
    return { allowed: true, reason: 'granted', through: { roleId, assignmentId }, trace };
  }
  const might = unknown && grantIn(everyGroup) !== undefined;
  const reason = closed ?? (might ? 'groupMembershipUnknown' : whatIsMissing(considered.map(([, one]) => one)));
  return { allowed: false, reason, trace };
}

/** From what is missing most to what is missing least. */
const missing = [
  'noAssignment',
  'permissionNotInRole',
  'roomOutsideScope',
  'roomOutsideRelationship',
  'assignmentExpired',
] as const satisfies readonly AccessReason[];

function whatIsMissing(considered: readonly Consideration[]): AccessReason {
  const stages = considered.map(({ member, permission, scope, boundary }) =>
    [member, permission, scope, boundary].findIndex((holds) => !holds),
  );
  const furthest = Math.max(0, ...stages.map((stage) => (stage < 0 ? missing.length - 1 : stage)));
  return missing[furthest] ?? 'noAssignment';
}
