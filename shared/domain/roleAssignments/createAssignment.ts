import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { expectHeld } from '../customRoles/expectHeld.ts';
import { builtInRole, replaceHeld, roleHoldingOf, roleIn, type RolesContext } from '../customRoles/roleHolding.ts';
import { newId } from '../ids.ts';
import { distinctMembers, MemberInput } from '../member.ts';
import type { Change } from '../operation.ts';
import { expectPrincipalsExist } from '../principalReferences.ts';
import { primaryAdminRole, type Assignment } from '../roles.ts';
import { Scope } from '../scope.ts';
import { Description, Name } from '../text.ts';
import { expectFuture, Expiry } from './assignmentExpiry.ts';
import { assignmentOutput, type AssignmentOutput } from './assignmentOutput.ts';
import { expectAdministrator, expectAdministratorScope } from './expectAdministrator.ts';
import { expectScopeSeen } from './expectScopeSeen.ts';

export const CreateAssignment = z.strictObject({
  name: Name,
  description: Description.default(''),
  members: z.array(MemberInput).min(1).max(100),
  scope: Scope,
  expiresAt: Expiry.optional(),
  emailNotifications: z.boolean().default(false),
});

/** Gives a role to members over a scope: no more than the caller holds over all of that scope (R11, R41). */
export async function createAssignment(
  { roleId, ...body }: z.output<typeof CreateAssignment> & { roleId: string },
  context: RolesContext,
): Promise<Change<AssignmentOutput>> {
  const { directory, now } = context;
  expectFuture(body.expiresAt, now);
  const holding = await roleHoldingOf(context);
  expectAdministratorScope(holding, roleId, body.scope);
  const role = roleIn(holding, roleId);
  // Primary admin has exactly one assignment (R13).
  if (roleId === primaryAdminRole.id) throw builtInRole();
  expectAdministrator(context, holding, roleId);
  const members = distinctMembers(body.members);
  await expectPrincipalsExist(directory, holding.tenantId, members);
  const guard = await expectScopeSeen(context, body.scope);
  await expectHeld(context, holding, role.permissions, [body.scope]);
  const assignment: Assignment = {
    id: newId('assignment', now),
    roleId,
    name: body.name,
    description: body.description,
    members,
    scope: body.scope,
    ...(body.expiresAt === undefined ? {} : { expiresAt: body.expiresAt }),
    emailNotifications: body.emailNotifications,
    changedAt: now.toISOString(),
  };
  return {
    answer: await assignmentOutput(context, holding, assignment),
    writes: [...replaceHeld(holding, { assignments: [...holding.document.assignments, assignment] }), ...guard],
    records: [
      {
        category: 'Assignment',
        operation: 'Create',
        objectId: assignment.id,
        objectName: assignment.name,
        changes: memberChanges(undefined, assignment),
      },
    ],
  };
}
