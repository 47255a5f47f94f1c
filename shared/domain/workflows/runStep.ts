import type { Clock } from '../clock.ts';
import { Conflict, type Store, type Stored } from '../store.ts';
import { activateRelationship, pointToCustomer } from '../relationships/acceptanceSteps.ts';
import {
  cancelChangeRequests,
  completeTermination,
  removePointers,
  revokeAccess,
} from '../relationships/endingSteps.ts';
import { replaceWorkflow, Workflow, type WorkflowStep } from './workflow.ts';

/** What a step works with. */
export interface StepContext {
  readonly store: Store;
  readonly clock: Clock;
  /** Where defects go. */
  readonly report: (error: unknown, where: Record<string, string>) => void;
}

/** How a step ended: expected ends are values, as an activity that throws is tried again. */
export type StepOutcome =
  | { readonly ok: true }
  /** The workflow has failed. */
  | { readonly ok: false; readonly code: string; readonly message: string }
  /** What the steps before did is not as it should be, and why: all steps are to be done again, by the repair. */
  | { readonly ok: false; readonly again: string };

/**
 * The effect of a step. Each may run any number of times, and late: it looks at what is stored, and does what is
 * missing or nothing.
 */
type StepEffect = (workflow: Workflow, context: StepContext) => Promise<StepOutcome>;

const effects: Record<WorkflowStep, StepEffect> = {
  activateRelationship,
  pointToCustomer,
  revokeAccess,
  cancelChangeRequests,
  removePointers,
  completeTermination,
};

/**
 * Runs one step of a workflow and notes in its status how it went; the last step that is done completes it.
 * @throws Error when the step could not be done now: it is tried again
 */
export async function runStep(operationId: string, step: WorkflowStep, context: StepContext): Promise<StepOutcome> {
  const workflow = await context.store.operation(operationId).read(Workflow, operationId);
  // A status that has expired belongs to a workflow that ended long ago.
  if (!workflow) return { ok: false, code: 'notFound', message: 'The workflow is not known any more.' };
  if (workflow.status === 'failed') return { ok: false, ...(workflow.error ?? { code: 'failed', message: '' }) };
  // Run once more, and late: the relationship may be another workflow's by now, and this one has succeeded all the same.
  if (isDone(workflow, step)) return { ok: true };
  const outcome = await effects[step](workflow, context);
  if ('again' in outcome) context.report(new Error(outcome.again), { operationId });
  await note(operationId, step, outcome, context);
  return outcome;
}

async function note(
  operationId: string,
  step: WorkflowStep,
  outcome: StepOutcome,
  context: StepContext,
): Promise<void> {
  const partition = context.store.operation(operationId);
  const workflow = await partition.read(Workflow, operationId);
  if (!workflow) throw new Conflict('The status of the workflow is gone.');
  if (isDone(workflow, step)) return;
  const next = withStep(workflow, step, outcome);
  if (JSON.stringify(next) !== JSON.stringify(workflow)) {
    await partition.commit([replaceWorkflow(next, context.clock.now())]);
  }
}

const isDone = ({ steps }: Workflow, step: WorkflowStep) =>
  steps.some(({ name, status }) => name === step && status === 'succeeded');

function withStep(workflow: Stored<Workflow>, step: WorkflowStep, outcome: StepOutcome): Stored<Workflow> {
  const status = outcome.ok ? 'succeeded' : 'failed';
  const again = 'again' in outcome;
  const steps = workflow.steps.map((entry): Workflow['steps'][number] => {
    if (entry.name === step) return { ...entry, status };
    return again ? { ...entry, status: 'notStarted' } : entry;
  });
  if (again) return { ...workflow, steps, status: 'running' };
  if (!outcome.ok) {
    return { ...workflow, steps, status, error: { code: outcome.code, message: outcome.message } };
  }
  if (steps.some((entry) => entry.status !== 'succeeded')) return { ...workflow, steps, status: 'running' };
  const { customerId, partnerId, kind } = workflow;
  const state = kind === 'acceptInvitation' ? 'active' : 'terminated';
  return { ...workflow, steps, status, result: { customerId, partnerId, state } };
}
