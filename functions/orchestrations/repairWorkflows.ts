import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { instanceId, replaceWorkflow, Workflow } from '../../shared/domain/workflows/workflow.ts';
import { Conflict } from '../../shared/domain/store.ts';
import type { Services } from '../services.ts';
import { startWorkflow } from './startWorkflow.ts';

/** A workflow that has not moved for this long is looked at. */
const idleMs = 15_000;
const mostPerRun = 100;

/**
 * Finds workflows that a crash has left standing (claimed but not started, or failed because a worker died) and starts
 * them again under a new attempt. Steps look at what is stored, so that one start too many does no harm.
 */
export async function repairWorkflows(
  { store, clock, report }: Services,
  invocation: InvocationContext,
): Promise<{ found: number; started: number }> {
  const ids = await store.operationsIdleSince(new Date(clock.now().getTime() - idleMs), mostPerRun);
  let started = 0;
  for (const id of ids) {
    try {
      if (await restart(id)) started++;
    } catch (error) {
      // One that can't be repaired now is met again in the next run, and must not keep the others waiting.
      if (!(error instanceof Conflict)) report(error, { operationId: id });
    }
  }
  return { found: ids.length, started };

  async function restart(id: string): Promise<boolean> {
    const partition = store.operation(id);
    const workflow = await partition.read(Workflow, id);
    if (!workflow || (await isAtWork(invocation, instanceId(workflow)))) return false;
    const next = { ...workflow, attempt: workflow.attempt + 1 };
    await partition.commit([replaceWorkflow(next, clock.now())]);
    await startWorkflow(invocation, { operationId: id, kind: workflow.kind }, next.attempt);
    return true;
  }
}

const atWork: ReadonlySet<unknown> = new Set([
  df.OrchestrationRuntimeStatus.Pending,
  df.OrchestrationRuntimeStatus.Running,
  df.OrchestrationRuntimeStatus.Suspended,
]);

/** Whether the engine has the instance and it has not ended; the client throws for one that it does not know. */
async function isAtWork(invocation: InvocationContext, instance: string): Promise<boolean> {
  const client = df.getClient(invocation);
  const status = await client.getStatus(instance).catch((error: unknown) => {
    if (error instanceof Error && error.message.includes('404')) return undefined;
    throw error;
  });
  return atWork.has(status?.runtimeStatus);
}
