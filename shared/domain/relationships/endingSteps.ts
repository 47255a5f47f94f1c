import { pointersTo } from '../pointers.ts';
import { newReceipt } from '../receipts/receipt.ts';
import type { Partition, Stored } from '../store.ts';
import type { StepContext, StepOutcome } from '../workflows/runStep.ts';
import type { Workflow } from '../workflows/workflow.ts';
import { pendingChanges } from './pendingChange.ts';
import { Relationship, relationshipId, type Ending } from './relationship.ts';
import { relationshipLifecycle } from './relationshipLifecycle.ts';
import { residueOf } from './residueOf.ts';

/** What one batch of the store takes: 100 operations, and 2 MB, of which a change request may hold 70 KB. */
const pointersAtOnce = 100;
const changesAtOnce = 20;

const done: StepOutcome = { ok: true };
const notBegun: StepOutcome = {
  ok: false,
  code: 'relationshipState',
  message: 'The ending did not begin, or another one took its place.',
};

interface Found {
  readonly customer: Partition;
  readonly relationship: Stored<Relationship>;
  readonly ending: Ending;
}

/** The relationship that this workflow ends; how the step ends where there is nothing of it left to do. */
async function find(workflow: Workflow, { store }: StepContext): Promise<Found | StepOutcome> {
  const customer = store.tenant(workflow.customerId);
  const relationship = await customer.read(Relationship, relationshipId(workflow.partnerId));
  if (relationship?.operationId !== workflow.id) return notBegun;
  const { ending } = relationship;
  return ending ? { customer, relationship, ending } : done;
}

/** Takes away every assignment and custom role. They gave nothing since the state left `active`; now they are gone. */
export async function revokeAccess(workflow: Workflow, context: StepContext): Promise<StepOutcome> {
  const found = await find(workflow, context);
  if ('ok' in found) return found;
  const { customer, relationship, ending } = found;
  const { assignments, roles } = relationship;
  if (assignments.length + roles.length > 0) {
    const counted = {
      ...ending,
      assignments: ending.assignments + assignments.length,
      customRoles: ending.customRoles + roles.length,
    };
    await customer.commit([{ replace: { ...relationship, roles: [], assignments: [], ending: counted } }]);
  }
  return done;
}

/** Closes the changes that still waited for the customer's word: they are its history, and nobody's to approve any more. */
export async function cancelChangeRequests(workflow: Workflow, context: StepContext): Promise<StepOutcome> {
  for (;;) {
    const found = await find(workflow, context);
    if ('ok' in found) return found;
    const { customer, relationship, ending } = found;
    const now = context.clock.now();
    const some = await pendingChanges(customer, workflow.partnerId, now, changesAtOnce);
    if (some.length === 0) return done;
    const counted = { ...ending, changeRequests: ending.changeRequests + some.length };
    await customer.commit([
      { replace: { ...relationship, ending: counted } },
      ...some.map((change) => ({ replace: { ...change, state: 'canceled' as const, decidedAt: now.toISOString() } })),
    ]);
  }
}

/** Takes the customer out of the partner's partition: nothing there leads to it any more. */
export async function removePointers(workflow: Workflow, context: StepContext): Promise<StepOutcome> {
  const pointers = context.store.pointers(workflow.partnerId);
  for (;;) {
    // Read before the relationship: what was there while it was ending is its own, and never a new one's (R34).
    const some = await pointersTo(pointers, workflow.customerId, pointersAtOnce);
    const found = await find(workflow, context);
    if ('ok' in found) return found;
    if (some.length === 0) return done;
    const { customer, relationship, ending } = found;
    const noted = [...new Set([...ending.pointers, ...some.map(({ id }) => id)])];
    if (noted.length > ending.pointers.length) {
      await customer.commit([{ replace: { ...relationship, ending: { ...ending, pointers: noted } } }]);
    }
    await pointers.commit(some.map((pointer) => ({ remove: pointer })));
  }
}

/**
 * Closes the relationship for good, with its receipt: the same two may start again with a new invitation (R34). Both sides
 * are read again before; what is left there has all steps done once more.
 */
export async function completeTermination(workflow: Workflow, context: StepContext): Promise<StepOutcome> {
  const found = await find(workflow, context);
  if ('ok' in found) return found;
  const { customer, relationship } = found;
  const now = context.clock.now();
  const residue = await residueOf(relationship, workflow.customerId, context.store, now);
  const left = Object.entries(residue).filter(([, count]) => count > 0);
  if (left.length > 0) {
    return { ok: false, again: `After the end there is left: ${left.map((entry) => entry.join(' ')).join(', ')}.` };
  }
  const { ending: _, ...rest } = relationship;
  const { requestedBy, requestedAt, pointers, ...revoked } = found.ending;
  const at = now.toISOString();
  const receipt = newReceipt(workflow.id, {
    partnerId: workflow.partnerId,
    requestedBy,
    requestedAt,
    completedAt: at,
    revoked: { ...revoked, pointers: pointers.length },
    residual: 0,
  });
  const state = relationshipLifecycle.next('complete', relationship.state);
  await customer.commit([{ replace: { ...rest, state, terminatedAt: at, changedAt: at } }, { create: receipt }]);
  return done;
}
