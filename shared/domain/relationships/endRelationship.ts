import { memberChanges } from '../auditEvents/memberChanges.ts';
import { newId } from '../ids.ts';
import { notify } from '../notifications/notification.ts';
import { expectVersion, unchanged, type Change, type CustomerContext, type PartnerContext } from '../operation.ts';
import { personOf } from '../people.ts';
import type { Stored } from '../store.ts';
import { createWorkflow, newWorkflow, Workflow, type WorkflowOutput } from '../workflows/workflow.ts';
import { replaceRelationship } from './fence.ts';
import { relationshipTag, type Relationship } from './relationship.ts';
import { relationshipLifecycle } from './relationshipLifecycle.ts';
import { relationshipWith } from './relationshipWith.ts';

/** Ended by the customer (R31). While it is ending: the same operation. */
export async function endPartner(
  { partnerId }: { partnerId: string },
  context: CustomerContext,
): Promise<Change<WorkflowOutput>> {
  return endRelationship('end', await relationshipWith(context.customer, partnerId), context);
}

/** Ended by a Primary admin of the partner (R31). */
export async function endCustomer(_: object, context: PartnerContext): Promise<Change<WorkflowOutput>> {
  return endRelationship('leave', context.relationship, context);
}

/**
 * Takes the relationship out of `active`: that is the off-switch, seen by the very next request of anybody of the
 * partner. The workflow then cleans up.
 */
async function endRelationship(
  action: 'end' | 'leave',
  relationship: Stored<Relationship>,
  context: CustomerContext,
): Promise<Change<WorkflowOutput>> {
  const { customer, store, actor, now } = context;
  const { partnerId, invitationId } = relationship;
  expectVersion(context, relationshipTag(relationship));
  const state = relationshipLifecycle.next(action, relationship.state);
  if (relationship.state === state) {
    const { operationId } = relationship;
    const running = await store.operation(operationId).read(Workflow, operationId);
    if (!running) throw new Error(`The status of ${operationId} is gone while its relationship is ending.`);
    return unchanged(running);
  }
  const [requestedBy, at] = [personOf(actor), now.toISOString()];
  const workflow = newWorkflow(
    {
      id: newId('operation', now),
      kind: 'endRelationship',
      customerId: customer.key,
      partnerId,
      invitationId,
      startedBy: requestedBy,
    },
    now,
  );
  const { suspendedAt: _, ...rest } = relationship;
  const ending: Stored<Relationship> = {
    ...rest,
    state,
    operationId: workflow.id,
    changedAt: at,
    ending: { requestedBy, requestedAt: at, assignments: 0, customRoles: 0, changeRequests: 0, pointers: [] },
  };
  return {
    answer: workflow,
    writes: [...replaceRelationship(relationship, ending), notify('relationshipEnded', now)],
    records: [
      {
        category: 'Relationship',
        operation: 'Delete',
        objectId: partnerId,
        objectName: partnerId,
        changes: memberChanges({ state: relationship.state }, { state: ending.state }),
      },
    ],
    async before() {
      await store.operation(workflow.id).commit([createWorkflow(workflow)]);
    },
    workflow: { operationId: workflow.id, kind: workflow.kind },
  };
}
