import { Relationship, relationshipId } from '../relationships/relationship.ts';
import { replaceWorkflow, Workflow } from '../workflows/workflow.ts';
import type { Correction, RepairContext } from './round.ts';

const AtWork = Relationship.pick({ id: true, type: true, state: true, operationId: true });

/**
 * Puts the workflow of a relationship that is activating or terminating back to its beginning, when it has given up: a
 * step that ran before the claim on the relationship was committed found nothing to do. The repair of workflows starts it.
 */
export async function reviveWorkflow(
  { customerId, partnerId }: { customerId: string; partnerId: string },
  { store, clock }: RepairContext,
): Promise<Correction[]> {
  const relationship = await store.tenant(customerId).read(AtWork, relationshipId(partnerId));
  if (relationship?.state !== 'activating' && relationship?.state !== 'terminating') return [];
  const { operationId } = relationship;
  const partition = store.operation(operationId);
  const workflow = await partition.read(Workflow, operationId);
  if (!workflow)
    throw new Error(`The status of ${operationId} is gone, and its relationship is ${relationship.state}.`);
  if (workflow.status !== 'failed') return [];
  const { error: _, ...rest } = workflow;
  const steps = workflow.steps.map(({ name }) => ({ name, status: 'notStarted' as const }));
  await partition.commit([replaceWorkflow({ ...rest, status: 'notStarted', steps }, clock.now())]);
  return ['workflowRevived'];
}
