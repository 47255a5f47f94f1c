import { memberChanges } from '../auditEvents/memberChanges.ts';
import { expectNotEnded, replaceHeld, roleHoldingOf, type RolesContext } from '../customRoles/roleHolding.ts';
import { entityTag } from '../entityTag.ts';
import { expectVersion, type Change } from '../operation.ts';
import { lastPrimaryAdmin } from '../primaryAdmins/lastPrimaryAdmin.ts';
import { assignedAdminsId } from '../roles.ts';
import { assignmentIn, type AssignmentPath } from './assignmentIn.ts';
import { expectAdministrator } from './expectAdministrator.ts';

/** Takes an assignment away. Whoever may change roles may delete any, but for those of administrators (R3, R11). */
export async function deleteAssignment(
  { partnerId, ...path }: AssignmentPath & { partnerId?: string },
  context: RolesContext,
): Promise<Change<undefined>> {
  const holding = await roleHoldingOf(context, partnerId);
  const assignment = assignmentIn(holding, path);
  expectVersion(context, entityTag(assignment));
  expectNotEnded(holding);
  if (assignment.id === assignedAdminsId) throw lastPrimaryAdmin();
  expectAdministrator(context, holding, assignment.roleId);
  return {
    answer: undefined,
    writes: [
      ...replaceHeld(holding, { assignments: holding.document.assignments.filter((other) => other !== assignment) }),
    ],
    records: [
      {
        category: 'Assignment',
        operation: 'Delete',
        objectId: assignment.id,
        objectName: assignment.name,
        changes: memberChanges(assignment, undefined),
      },
    ],
  };
}
