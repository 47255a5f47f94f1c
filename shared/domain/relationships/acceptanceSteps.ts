import {
  closedPointer,
  customerPointer,
  CustomerPointer,
  InvitationPointer,
  removePointer,
  setPointer,
} from '../pointers.ts';
import type { Store } from '../store.ts';
import type { StepContext, StepOutcome } from '../workflows/runStep.ts';
import type { Workflow } from '../workflows/workflow.ts';
import { isLive, Relationship, relationshipId } from './relationship.ts';
import { relationshipLifecycle } from './relationshipLifecycle.ts';

const superseded: StepOutcome = {
  ok: false,
  code: 'relationshipState',
  message: 'The relationship was ended before it became active.',
};

const relationshipOf = (store: Store, { customerId, partnerId }: Workflow) =>
  store.tenant(customerId).read(Relationship, relationshipId(partnerId));

/** Opens the relationship: from here on the partner's people have access (R25, R30). */
export async function activateRelationship(workflow: Workflow, { store, clock }: StepContext): Promise<StepOutcome> {
  const partition = store.tenant(workflow.customerId);
  const relationship = await partition.read(Relationship, relationshipId(workflow.partnerId));
  // Whoever ends it puts its own workflow in; this one has nothing to open any more.
  if (relationship?.operationId !== workflow.id) {
    // The pointer is set before the claim is committed: of a claim that never was, it leads nowhere (R80).
    if (!relationship || !isLive(relationship)) {
      await removePointer(store.pointers(workflow.partnerId), CustomerPointer, workflow.customerId);
    }
    return superseded;
  }
  if (relationshipLifecycle.allows('activate', relationship.state)) {
    const state = relationshipLifecycle.next('activate', relationship.state);
    const now = clock.now().toISOString();
    await partition.commit([{ replace: { ...relationship, state, activatedAt: now, changedAt: now } }]);
  }
  return { ok: true };
}

/** Sets the partner's pointers exactly: one to the customer, and the invitation's is closed (R81). */
export async function pointToCustomer(workflow: Workflow, { store }: StepContext): Promise<StepOutcome> {
  const { customerId, partnerId, invitationId, createdAt } = workflow;
  const pointers = store.pointers(partnerId);
  const relationship = await relationshipOf(store, workflow);
  if (relationship?.operationId !== workflow.id) return superseded;
  await setPointer(pointers, CustomerPointer, customerPointer(customerId, createdAt));
  await setPointer(pointers, InvitationPointer, closedPointer(invitationId, customerId));
  const after = await relationshipOf(store, workflow);
  if (after?.operationId === workflow.id || (after && isLive(after))) return { ok: true };
  // It was ended meanwhile: the ending may have looked for pointers before these were set.
  await removePointer(pointers, CustomerPointer, customerId);
  await removePointer(pointers, InvitationPointer, invitationId);
  return superseded;
}
