import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { newId } from '../ids.ts';
import { distinctMembers, MemberInput } from '../member.ts';
import { notify } from '../notifications/notification.ts';
import type { Change, InvitedContext } from '../operation.ts';
import { personOf } from '../people.ts';
import { customerPointer, CustomerPointer, widenPointers } from '../pointers.ts';
import { expectPrincipalsExist } from '../principalReferences.ts';
import { createRelationship, replaceRelationship } from '../relationships/fence.ts';
import { Relationship, relationshipId } from '../relationships/relationship.ts';
import { relationshipLifecycle } from '../relationships/relationshipLifecycle.ts';
import { assignedAdminsId, primaryAdminRole, type Assignment } from '../roles.ts';
import { allRooms } from '../scope.ts';
import { createWorkflow, newWorkflow, type WorkflowOutput } from '../workflows/workflow.ts';
import { closeInvitation } from './closeInvitation.ts';
import { invitationToPartner } from './getPartnerInvitation.ts';
import { statusAt } from './invitation.ts';
import { invitationLifecycle } from './invitationLifecycle.ts';

export const AcceptInvitation = z.strictObject({ primaryAdmins: z.array(MemberInput).min(1).max(100) });

/**
 * Claims the invitation and makes the relationship, still without access; the workflow opens it (R25). The commit
 * decides who of several wins; starting the workflow decides nothing.
 */
export async function acceptInvitation(
  { invitationId, primaryAdmins }: z.output<typeof AcceptInvitation> & { invitationId: string },
  context: InvitedContext,
): Promise<Change<WorkflowOutput>> {
  const { customer, store, actor, now } = context;
  const invitation = await invitationToPartner(invitationId, context);
  const status = invitationLifecycle.next('accept', statusAt(invitation, now));
  const partnerId = actor.tenantId;
  const earlier = await customer.read(Relationship, relationshipId(partnerId));
  const state = relationshipLifecycle.next('accept', earlier?.state ?? 'none');
  const admins = distinctMembers(primaryAdmins);
  await expectPrincipalsExist(context.directory, partnerId, admins, 'primaryAdmins');

  const { closed, writes } = await closeInvitation(customer, invitation, status, now);
  const workflow = newWorkflow(
    {
      id: newId('operation', now),
      kind: 'acceptInvitation',
      customerId: customer.key,
      partnerId,
      invitationId,
      startedBy: personOf(actor),
    },
    now,
  );
  const at = now.toISOString();
  const assignedAdmins: Assignment = {
    id: assignedAdminsId,
    roleId: primaryAdminRole.id,
    name: 'Assigned admins',
    description: '',
    members: admins,
    scope: allRooms,
    emailNotifications: false,
    changedAt: at,
  };
  const relationship: Omit<Relationship, 'epoch'> = {
    id: relationshipId(partnerId),
    type: 'relationship',
    partnerId,
    invitationId,
    state,
    scope: invitation.scope,
    changeControl: invitation.changeControl,
    roles: [],
    assignments: [assignedAdmins],
    operationId: workflow.id,
    changedAt: at,
  };
  return {
    answer: workflow,
    writes: [
      ...writes,
      ...(earlier ? replaceRelationship(earlier, relationship) : createRelationship(relationship)),
      notify('invitationAccepted', now),
    ],
    records: [
      {
        category: 'PartnerInvitation',
        operation: 'Update',
        objectId: invitationId,
        objectName: invitation.partnerDomain,
        changes: memberChanges(invitation, closed),
      },
      {
        category: 'Relationship',
        operation: 'Create',
        objectId: partnerId,
        objectName: context.tenant.displayName,
        changes: memberChanges(undefined, relationship),
      },
    ],
    async before() {
      await store.operation(workflow.id).commit([createWorkflow(workflow)]);
      await widenPointers(store.pointers(partnerId), CustomerPointer, customerPointer(customer.key, at));
    },
    workflow: { operationId: workflow.id, kind: workflow.kind },
  };
}
