import * as df from 'durable-functions';
import type { InvocationContext } from '@azure/functions';
import type { WorkflowStart } from '../../shared/domain/operation.ts';
import { instanceId } from '../../shared/domain/workflows/workflow.ts';

/** Starts an attempt at a workflow. The claim is committed before; starting decides nothing. */
export async function startWorkflow(
  invocation: InvocationContext,
  { operationId, kind }: WorkflowStart,
  attempt = 1,
): Promise<void> {
  const client = df.getClient(invocation);
  await client.startNew(kind, { instanceId: instanceId({ id: operationId, attempt }), input: { operationId } });
}
