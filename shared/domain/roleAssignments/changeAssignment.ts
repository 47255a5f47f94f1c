import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { MemberChange } from '../auditEvents/auditEvent.ts';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { expectHeld } from '../customRoles/expectHeld.ts';
import { builtInRole, replaceHeld, roleHoldingOf, roleIn, type RolesContext } from '../customRoles/roleHolding.ts';
import { entityTag } from '../entityTag.ts';
import { distinctMembers, MemberInput, sameMember } from '../member.ts';
import { expectVersion, unchanged, type Change } from '../operation.ts';
import { lastPrimaryAdmin } from '../primaryAdmins/lastPrimaryAdmin.ts';
import { expectPrincipalsExist } from '../principalReferences.ts';
import { Refusal } from '../refusal.ts';
import { assignedAdminsId, type Assignment } from '../roles.ts';
import { Scope } from '../scope.ts';
import { Description, Name } from '../text.ts';
import { expectFuture, Expiry } from './assignmentExpiry.ts';
import { assignmentIn, type AssignmentPath } from './assignmentIn.ts';
import { assignmentOutput, shownScopes, type AssignmentOutput } from './assignmentOutput.ts';

import { expectAdministrator, expectAdministratorScope } from './expectAdministrator.ts';
import { expectScopeSeen } from './expectScopeSeen.ts';

export const ChangeAssignment = z.strictObject({
  name: Name.optional(),
  description: Description.nullable().optional(),
  /** 1 to 100; that none is left of Assigned admins is refused as such (R13). */
  members: z.array(MemberInput).max(100).optional(),
  scope: Scope.optional(),
  expiresAt: Expiry.nullable().optional(),
  emailNotifications: z.boolean().nullable().optional(),
});

/** Changes an assignment. What it then gives the caller must hold over all of its scope, whatever was changed (R11). */
export async function changeAssignment(
  { roleId, assignmentId, ...patch }: z.output<typeof ChangeAssignment> & Required<AssignmentPath>,
  context: RolesContext,
): Promise<Change<AssignmentOutput>> {
  const { directory, now } = context;
  const isBuiltIn = assignmentId === assignedAdminsId;
  if (patch.members?.length === 0 && !isBuiltIn) throw noMembers();
  const holding = await roleHoldingOf(context);
  expectAdministratorScope(holding, roleId, patch.scope);
  const { assignments } = holding.document;
  // To send what one has read is no change, though it be over by now.
  if (patch.expiresAt !== assignments.find(({ id }) => id === assignmentId)?.expiresAt) {
    expectFuture(patch.expiresAt, now);
  }
  const assignment = assignmentIn(holding, { roleId, assignmentId });
  expectVersion(context, entityTag(assignment));
  const next = await patched(assignment, patch, context);
  const changes = memberChanges(assignment, next);
  if (changes.length === 0) return unchanged(await assignmentOutput(context, holding, assignment));
  if (isBuiltIn) expectAllowedOfBuiltIn(next, changes);
  expectAdministrator(context, holding, roleId);
  const added = next.members.filter((member) => !assignment.members.some((other) => sameMember(other, member)));
  if (added.length > 0) await expectPrincipalsExist(directory, holding.tenantId, added);
  const guard = next.scope === assignment.scope ? [] : await expectScopeSeen(context, next.scope);
  await expectHeld(context, holding, roleIn(holding, roleId).permissions, [next.scope]);
  return {
    answer: await assignmentOutput(context, holding, next),
    writes: [
      ...replaceHeld(holding, { assignments: assignments.map((other) => (other === assignment ? next : other)) }),
      ...guard,
    ],
    records: [{ category: 'Assignment', operation: 'Update', objectId: assignmentId, objectName: next.name, changes }],
  };
}

/** The assignment with what was sent merged in; null takes a member away, to what it is where nobody sets it. */
async function patched(
  assignment: Assignment,
  patch: z.output<typeof ChangeAssignment>,
  context: RolesContext,
): Promise<Assignment> {
  const { name = assignment.name, description = assignment.description } = patch;
  const { emailNotifications = assignment.emailNotifications } = patch;
  const expiresAt = patch.expiresAt === undefined ? assignment.expiresAt : (patch.expiresAt ?? undefined);
  return {
    id: assignment.id,
    roleId: assignment.roleId,
    name,
    description: description ?? '',
    members: patch.members ? distinctMembers(patch.members) : assignment.members,
    scope: patch.scope ? await scopeMeant(patch.scope, assignment, context) : assignment.scope,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    emailNotifications: emailNotifications ?? false,
    changedAt: context.now.toISOString(),
  };
}

/** Who sends back the scope as it was shown, perhaps without what is out of sight, changes nothing of it. */
async function scopeMeant(sent: Scope, assignment: Assignment, context: RolesContext): Promise<Scope> {
  const shown = await shownScopes(context, [assignment]);
  return isDeepStrictEqual(sent, shown(assignment.scope)) ? assignment.scope : sent;
}

const noMembers = () =>
  new Refusal('invalidRequest', 'An assignment has members.', {
    faults: [{ path: 'members', code: 'too_small', message: 'has none' }],
  });

const changeableOfBuiltIn: ReadonlySet<string> = new Set(['/members', '/description', '/emailNotifications']);

/** *Assigned admins* never runs empty, ends, narrows or is called otherwise (R13). */
function expectAllowedOfBuiltIn(next: Assignment, changes: readonly MemberChange[]): void {
  if (next.members.length === 0) throw lastPrimaryAdmin();
  if (changes.some(({ path }) => !changeableOfBuiltIn.has(path))) throw builtInRole();
}
