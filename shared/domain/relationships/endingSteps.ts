import { CustomerPointer, InvitationPointer, removePointer } from '../pointers.ts';
import type { Partition, Stored } from '../store.ts';
import type { StepContext, StepOutcome } from '../workflows/runStep.ts';
import type { Workflow } from '../workflows/workflow.ts';
import { Relationship, relationshipId } from './relationship.ts';

const notBegun: StepOutcome = {
  ok: false,
  code: 'relationshipState',
  message: 'The ending did not begin, or another one took its place.',
};

/** The relationship that this workflow ends, and its partition; undefined when it is not this one's to end. */
async function ending(
  workflow: Workflow,
  { store }: StepContext,
): Promise<{ partition: Partition; relationship: Stored<Relationship> } | undefined> {
  const partition = store.tenant(workflow.customerId);
  const relationship = await partition.read(Relationship, relationshipId(workflow.partnerId));
  return relationship?.operationId === workflow.id ? { partition, relationship } : undefined;
}

/** Takes away every assignment and custom role. They gave nothing since the state left `active`; now they are gone. */
export async function revokeAccess(workflow: Workflow, context: StepContext): Promise<StepOutcome> {
  const found = await ending(workflow, context);
  if (!found) return notBegun;
  const { partition, relationship } = found;
  if (relationship.state === 'terminating' && relationship.assignments.length + relationship.roles.length > 0) {
    await partition.commit([{ replace: { ...relationship, roles: [], assignments: [] } }]);
  }
  return { ok: true };
}

/** Takes the customer out of the partner's partition: nothing there leads to it any more. */
export async function removePointers(workflow: Workflow, context: StepContext): Promise<StepOutcome> {
  const found = await ending(workflow, context);
  if (!found) return notBegun;
  // Run late, after a new start, this must not take the new relationship's pointer.
  if (found.relationship.state !== 'terminating') return { ok: true };
  const pointers = context.store.pointers(workflow.partnerId);
  await removePointer(pointers, CustomerPointer, workflow.customerId);
  await removePointer(pointers, InvitationPointer, found.relationship.invitationId);
  return { ok: true };
}

/** Closes the relationship for good: the same two may start again with a new invitation (R34). */
export async function completeTermination(workflow: Workflow, context: StepContext): Promise<StepOutcome> {
  const found = await ending(workflow, context);
  if (!found) return notBegun;
  const { partition, relationship } = found;
  if (relationship.state === 'terminating') {
    const now = context.clock.now().toISOString();
    await partition.commit([{ replace: { ...relationship, state: 'terminated', terminatedAt: now, changedAt: now } }]);
  }
  return { ok: true };
}
