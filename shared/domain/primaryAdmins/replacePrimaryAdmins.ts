import { memberChanges } from '../auditEvents/memberChanges.ts';
import { escalation } from '../customRoles/expectHeld.ts';
import { holdsOver } from '../customRoles/holdsOver.ts';
import { replaceHeld, roleHoldingOf } from '../customRoles/roleHolding.ts';
import type { Member } from '../member.ts';
import type { Change, PartnerContext } from '../operation.ts';
import { assignedAdminsId, primaryAdminRole, type Assignment } from '../roles.ts';
import { allRooms } from '../scope.ts';

/**
 * Who may set Primary admins (R44): Tenant managers, GA and MSA of the partner, who answer for their organisation;
 * others only if they hold all that it gives.
 * @throws Refusal `escalation`
 */
export function expectDelegates({ administrator, tenantManager, access }: PartnerContext): void {
  const holdsAll = holdsOver(access, primaryAdminRole.permissions, [allRooms]);
  if (!administrator && !tenantManager && !holdsAll) throw escalation();
}

/** The change that makes these the members of *Assigned admins*. */
export async function replacePrimaryAdmins<Answer>(
  context: PartnerContext,
  members: Member[],
  answer: Answer,
): Promise<Change<Answer>> {
  const holding = await roleHoldingOf(context);
  const { assignments } = holding.document;
  const before = assignments.find(({ id }) => id === assignedAdminsId);
  if (!before) throw new Error('A relationship that is active has Assigned admins.');
  const next: Assignment = { ...before, members, changedAt: context.now.toISOString() };
  return {
    answer,
    writes: replaceHeld(holding, { assignments: assignments.map((other) => (other === before ? next : other)) }),
    records: [
      {
        category: 'Assignment',
        operation: 'Update',
        objectId: next.id,
        objectName: next.name,
        changes: memberChanges(before, next),
      },
    ],
  };
}
