import type { OrchestrationContext, OrchestrationHandler } from 'durable-functions';
import type { StepOutcome } from '../../shared/domain/workflows/runStep.ts';
import type { WorkflowStep } from '../../shared/domain/workflows/workflow.ts';
import { stepRetry } from './stepRetry.ts';

/** What a workflow's orchestration is started with. */
export interface WorkflowInput {
  readonly operationId: string;
}

/**
 * Runs the steps of a workflow one after the other, each as an activity of its own, until one says that there is
 * nothing to go on with. It is replayed at every step, so it knows no clock, no randomness and no store.
 */
export const runSteps = (steps: readonly WorkflowStep[]): OrchestrationHandler =>
  function* (context: OrchestrationContext) {
    const { operationId } = context.df.getInput<WorkflowInput>();
    for (const step of steps) {
      const outcome = (yield context.df.callActivityWithRetry(step, stepRetry(), { operationId })) as StepOutcome;
      if (!outcome.ok) return outcome;
    }
    return { ok: true };
  };
