import { appendFileSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as df from 'durable-functions';
import { runSteps } from '../../../functions/orchestrations/runStepsOrchestration.ts';
import { createLocalClock } from '../../../local/clock/localClock.ts';
import { openDurableEngine } from '../../../local/durable/openDurableEngine.ts';
import { appRegistrations } from '../../../local/host/appRegistrations.ts';
import { createDurableApp } from '../../../local/host/createDurableApp.ts';
import { describeApp } from '../../../local/host/describeApp.ts';
import type { DurableApp } from '../../../local/host/durableEngine.ts';
import type { StepOutcome } from '../../../shared/domain/workflows/runStep.ts';
import { workflowSteps, type WorkflowKind, type WorkflowStep } from '../../../shared/domain/workflows/workflow.ts';

/** The last episode of an orchestration as it was once: all that the orchestrator was told, and the state it answered. */
interface Told {
  readonly path: string;
  readonly payload: unknown;
  readonly state: unknown;
}

/** A way that an orchestration can go. */
interface Path {
  readonly kind: WorkflowKind;
  readonly name: string;
  /** How a step ends at its nth try. */
  readonly step: (step: WorkflowStep, attempt: number) => StepOutcome;
}

const ok: StepOutcome = { ok: true };
const refusal: StepOutcome = { ok: false, code: 'relationshipState', message: 'No.' };
const fail = (): never => {
  throw new Error('Not now.');
};
const paths = (Object.keys(workflowSteps) as WorkflowKind[]).flatMap((kind): Path[] => [
  { kind, name: `${kind}, all steps`, step: () => ok },
  ...workflowSteps[kind].flatMap((at): Path[] => [
    { kind, name: `${kind}, nothing to go on with at ${at}`, step: (step) => (step === at ? refusal : ok) },
    {
      kind,
      name: `${kind}, ${at} fails twice`,
      step: (step, attempt) => (step === at && attempt <= 2 ? fail() : ok),
    },
    { kind, name: `${kind}, ${at} fails for good`, step: (step) => (step === at ? fail() : ok) },
  ]),
]);

/**
 * A line for each path, written once by `WRITE_HISTORIES=1 npm test -- goldenHistories` and then kept: instances with
 * these histories may be under way when a new version comes.
 */
const file = 'test/functions/orchestrations/histories.jsonl';
const kept = (): Told[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Told);

let current: Path;
let attempts: Map<string, number>;
let app: DurableApp;
beforeAll(() => {
  for (const [kind, steps] of Object.entries(workflowSteps)) {
    df.app.orchestration(kind, runSteps(steps));
    df.app.orchestration(`${kind}Changed`, runSteps(steps.toReversed()));
  }
  for (const step of new Set(Object.values(workflowSteps).flat())) {
    df.app.activity(step, {
      handler() {
        const attempt = (attempts.get(step) ?? 0) + 1;
        attempts.set(step, attempt);
        return current.step(step, attempt);
      },
    });
  }
  const functions = describeApp(appRegistrations.functions.values(), 'api');
  app = createDurableApp(functions, { extraInputs: () => [], onError: () => undefined });
});

/** Lets an orchestration go its way, through the engine and the library. */
async function record(path: Path): Promise<Told> {
  let told: Told | undefined;
  const clock = createLocalClock();
  const engine = openDurableEngine({ clock });
  current = path;
  attempts = new Map();
  engine.start({
    ...app,
    async runOrchestrator(name, payload) {
      const state = await app.runOrchestrator(name, payload).catch((error: unknown) => stateIn(error));
      told = { path: path.name, payload: JSON.parse(payload), state: JSON.parse(state) };
      return state;
    },
  });
  await engine.handle({
    method: 'POST',
    path: `/runtime/webhooks/durabletask/orchestrators/${path.kind}/op_1-1`,
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{"operationId":"op_1"}'),
    origin: 'http://localhost:7071',
  });
  await engine.idle();
  // Past every pause between two tries.
  for (let pause = 0; pause < 12; pause++) await clock.advance(61_000);
  await engine.stop();
  if (!told) throw new Error(`${path.name} was not run.`);
  return told;
}

/** An orchestrator that fails throws, and its state stands in the error. */
const stateIn = (error: unknown) => (error as Error).message.split('$OutOfProcData$:')[1] ?? '{}';

/** Tells an orchestrator of this code what one was told before. */
async function replay(kind: string, { payload }: Told): Promise<unknown> {
  return JSON.parse(await app.runOrchestrator(kind, JSON.stringify(payload)).catch((error: unknown) => stateIn(error)));
}

function historyOf({ name }: Path): Told {
  const told = kept().find(({ path }) => path === name);
  if (!told) throw new Error(`No history of ${name} is kept in ${file}.`);
  return told;
}

describe('S6 histories that are kept', () => {
  test.each(paths.map((path) => [path.name, path] as const))('%s: this code decides as before', async (_, path) => {
    const isNew = kept().every(({ path: known }) => known !== path.name);
    if (process.env['WRITE_HISTORIES'] !== undefined && isNew) {
      appendFileSync(file, `${JSON.stringify(await record(path))}\n`);
    }
    const told = historyOf(path);
    expect(await replay(path.kind, told)).toEqual(told.state);
  });

  test.each(Object.keys(workflowSteps) as WorkflowKind[])(
    'control: %s with its steps in another order',
    async (kind) => {
      const told = historyOf({ kind, name: `${kind}, all steps`, step: () => ok });
      expect(await replay(`${kind}Changed`, told)).not.toEqual(told.state);
    },
  );
});
