import type { CallerContext, TenantContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import { Workflow, type WorkflowOutput } from './workflow.ts';

/**
 * The status of a workflow, for whoever started it, GA and MSA of the customer, GA, MSA and Tenant managers of the
 * partner; for everybody else it does not exist.
 */
export async function getOperation(
  { operationId }: { operationId: string },
  { store, actor, administrator, tenantManager }: CallerContext & Partial<TenantContext>,
): Promise<WorkflowOutput> {
  const workflow = await store.operation(operationId).read(Workflow, operationId);
  if (!workflow) throw notFound();
  const { startedBy, customerId, partnerId } = workflow;
  const mayRead =
    (startedBy.tenantId === actor.tenantId && startedBy.userId === actor.objectId) ||
    (customerId === actor.tenantId && administrator === true) ||
    (partnerId === actor.tenantId && (administrator === true || tenantManager === true));
  if (!mayRead) throw notFound();
  return workflow;
}
