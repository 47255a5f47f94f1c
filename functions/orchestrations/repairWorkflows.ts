import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { keepRepairPlace, readRepairPlace } from '../../shared/domain/repair/repairPlace.ts';
import { instanceId, replaceWorkflow, Workflow } from '../../shared/domain/workflows/workflow.ts';
import { Conflict } from '../../shared/domain/store.ts';
import type { Services } from '../services.ts';
import { startWorkflow } from './startWorkflow.ts';

/** A workflow that has not moved for this long is looked at. */
const idleMs = 15_000;
/** One whose orchestration runs, and has not moved for longer than all tries of a step take, will not move again. */
const stillMs = 15 * 60_000;
const mostPerRun = 100;

/**
 * What had become of a workflow that is started again: its claim was committed and nothing came of it, its orchestration
 * ended before it did (a worker died, or a step has to be done again), or it stood still.
 */
type Stopped = 'notStarted' | 'ended' | 'stoodStill';

/**
 * Finds workflows that a crash has left standing and starts them again under a new attempt, so many in a run; the next run
 * goes on behind them. Steps look at what is stored, so that one start too many does no harm.
 */
export async function repairWorkflows(
  { store, clock, report, measure, config }: Services,
  invocation: InvocationContext,
): Promise<{ found: number; started: number }> {
  const operator = store.tenant(config.OPERATOR_TENANT_ID);
  const place = await readRepairPlace(operator, 'workflows');
  const idleSince = new Date(clock.now().getTime() - idleMs);
  const ids = await store.operationsIdleSince(idleSince, { after: place.behindRow, top: mostPerRun });
  const started = new Map<Stopped, number>();
  for (const id of ids) {
    try {
      const stopped = await restart(id);
      if (stopped) started.set(stopped, (started.get(stopped) ?? 0) + 1);
    } catch (error) {
      // One that can't be repaired now is met again, and must not keep the others waiting.
      if (!(error instanceof Conflict)) report(error, { operationId: id });
    }
  }
  const behindRow = ids.length === mostPerRun ? (ids.at(-1) ?? '') : '';
  if (behindRow !== place.behindRow) await keepRepairPlace(operator, place, { behindRow });
  for (const [kind, count] of started) measure('repair.workflowStarted', count, { kind });
  return { found: ids.length, started: [...started.values()].reduce((sum, count) => sum + count, 0) };

  async function restart(id: string): Promise<Stopped | undefined> {
    const partition = store.operation(id);
    const workflow = await partition.read(Workflow, id);
    if (!workflow) return undefined;
    const instance = instanceId(workflow);
    const status = await statusOf(invocation, instance);
    if (atWork.has(status)) {
      if (Date.parse(workflow.updatedAt) > clock.now().getTime() - stillMs) return undefined;
      await df.getClient(invocation).terminate(instance, 'It stood still.');
    }
    const next = { ...workflow, attempt: workflow.attempt + 1 };
    await partition.commit([replaceWorkflow(next, clock.now())]);
    await startWorkflow(invocation, { operationId: id, kind: workflow.kind }, next.attempt);
    if (status === undefined) return 'notStarted';
    return atWork.has(status) ? 'stoodStill' : 'ended';
  }
}

const atWork: ReadonlySet<unknown> = new Set([
  df.OrchestrationRuntimeStatus.Pending,
  df.OrchestrationRuntimeStatus.Running,
  df.OrchestrationRuntimeStatus.Suspended,
]);

/** What the engine says of an instance; undefined for one that it does not know, for which the client throws. */
async function statusOf(invocation: InvocationContext, instance: string) {
  const client = df.getClient(invocation);
  const status = await client.getStatus(instance).catch((error: unknown) => {
    if (error instanceof Error && error.message.includes('404')) return undefined;
    throw error;
  });
  return status?.runtimeStatus;
}
