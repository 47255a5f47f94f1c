import { expect, test } from '@jest/globals';
import type { OrchestrationContext } from 'durable-functions';
import { runSteps } from '../../../functions/orchestrations/runStepsOrchestration.ts';
import type { StepOutcome } from '../../../shared/domain/workflows/runStep.ts';
import { workflowSteps, type WorkflowStep } from '../../../shared/domain/workflows/workflow.ts';

interface Scheduled {
  readonly step: string;
  readonly input: unknown;
}

/** Drives the orchestrator as the engine does: each activity that it asks for is answered, one after the other. */
function drive(steps: readonly WorkflowStep[], answer: (step: string) => StepOutcome) {
  const scheduled: Scheduled[] = [];
  const context = {
    df: {
      getInput: () => ({ operationId: 'op_1' }),
      callActivityWithRetry(step: string, _retry: unknown, input: unknown): Scheduled {
        const task = { step, input };
        scheduled.push(task);
        return task;
      },
    },
  } as unknown as OrchestrationContext;
  const orchestrator = runSteps(steps)(context) as unknown as Generator<Scheduled, unknown, StepOutcome>;
  let turn = orchestrator.next();
  while (turn.done !== true) turn = orchestrator.next(answer(turn.value.step));
  return { scheduled, result: turn.value };
}

test.each(Object.entries(workflowSteps))('R25 R31 %s runs its steps in order, each told the operation', (_, steps) => {
  const { scheduled, result } = drive(steps, () => ({ ok: true }));
  expect(scheduled).toEqual(steps.map((step) => ({ step, input: { operationId: 'op_1' } })));
  expect(result).toEqual({ ok: true });
});

test.each(Object.entries(workflowSteps))(
  'R25 R31 %s stops at the first step that has nothing to go on with',
  (_, steps) => {
    for (const [at, failing] of steps.entries()) {
      const refusal = { ok: false as const, code: 'relationshipState', message: 'No.' };
      const { scheduled, result } = drive(steps, (step) => (step === failing ? refusal : { ok: true }));
      expect(scheduled.map(({ step }) => step)).toEqual(steps.slice(0, at + 1));
      expect(result).toEqual(refusal);
    }
  },
);

test('R25 R31 replayed from the beginning it asks for the same again', () => {
  for (const steps of Object.values(workflowSteps)) {
    expect(drive(steps, () => ({ ok: true }))).toEqual(drive(steps, () => ({ ok: true })));
  }
});
