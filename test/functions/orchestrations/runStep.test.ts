import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Store } from '../../../shared/domain/store.ts';
import { runStep } from '../../../shared/domain/workflows/runStep.ts';
import {
  replaceWorkflow,
  Workflow,
  workflowSteps,
  type WorkflowStep,
} from '../../../shared/domain/workflows/workflow.ts';
import type { Body } from '../../support/caller.ts';
import { end, invite, relate, type Relation } from '../../support/relationship.ts';
import { directStore } from '../../support/directStore.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
let store: Store;
beforeAll(async () => {
  world = await startWorld();
  store = directStore(world);
});
afterAll(() => world.stop());

const contextOf = () => ({ store, clock: world.product.clock, report: (error: unknown) => void reported.push(error) });
const reported: unknown[] = [];
const run = (operation: Body, step: WorkflowStep) => runStep(String(operation['id']), step, contextOf());

/** All that is stored of the two tenants and of these workflows, but for versions. */
function stored({ customer, partner }: Pick<Relation, 'customer' | 'partner'>, ...operations: Body[]) {
  const { store: cosmos } = world.product;
  const documents = [
    ...cosmos.inspect('tenants', customer.tenantId),
    ...cosmos.inspect('tenants', partner.tenantId),
    ...cosmos.inspect('partners', partner.tenantId),
    ...operations.flatMap((operation) => cosmos.inspect('operations', String(operation['id']))),
  ];
  // As text, so that the order of members counts too.
  return documents.map(({ _etag, _ts, ...document }) => JSON.stringify(document));
}

/** Takes back what was noted of a workflow, as when a worker dies after the effects of its steps and before the notes. */
async function forget(operation: Body): Promise<void> {
  const partition = store.operation(String(operation['id']));
  const workflow = await partition.read(Workflow, String(operation['id']));
  if (!workflow) throw new Error('The workflow is stored.');
  const { result: _, ...rest } = workflow;
  const steps = workflow.steps.map(({ name }) => ({ name, status: 'notStarted' as const }));
  await partition.commit([replaceWorkflow({ ...rest, status: 'running', steps }, world.now())]);
}

const statusOf = (operation: Body) => world.product.store.inspect('operations', String(operation['id']))[0]?.['status'];

const acceptance = async ({ partner, accepted }: Relation) =>
  (await partner.admin.get(accepted.headers.get('operation-location') ?? '')).body;

test.each(workflowSteps.acceptInvitation)('R25 %s, run again when all is done, changes nothing', async (step) => {
  const relation = await relate(world);
  const operation = await acceptance(relation);
  const before = stored(relation, operation);
  for (let time = 0; time < 2; time++) expect(await run(operation, step)).toEqual({ ok: true });
  expect(stored(relation, operation)).toEqual(before);
});

test.each(workflowSteps.endRelationship)('R31 %s, run again when all is done, changes nothing', async (step) => {
  const relation = await relate(world);
  const operation = await end(relation);
  const before = stored(relation, operation);
  for (let time = 0; time < 2; time++) expect(await run(operation, step)).toEqual({ ok: true });
  expect(stored(relation, operation)).toEqual(before);
});

test.each(workflowSteps.acceptInvitation)(
  'R31 %s, run late when the relationship has ended, opens nothing',
  async (step) => {
    const relation = await relate(world);
    const operation = await acceptance(relation);
    const ended = await end(relation);
    const before = stored(relation, operation, ended);
    await run(operation, step);
    expect(stored(relation, operation, ended)).toEqual(before);
  },
);

test.each([...workflowSteps.acceptInvitation, ...workflowSteps.endRelationship])(
  'R34 %s, run late when the same two have started again, leaves the new relationship as it is',
  async (step) => {
    const first = await relate(world);
    const accepted = await acceptance(first);
    const ended = await end(first);
    const second = await relate(world, { customer: first.customer, partner: first.partner });
    const before = stored(second, accepted, ended);
    const operation = workflowSteps.acceptInvitation.some((name) => name === step) ? accepted : ended;
    await run(operation, step);
    expect(stored(second, accepted, ended)).toEqual(before);
    expect((await second.primaryAdmin.get(`${second.atCustomer}/rooms`)).status).toBe(200);
  },
);

test.each(['acceptInvitation', 'endRelationship'] as const)(
  'R25 R31 when a worker dies between the effects of %s and its notes, all steps run again and the state is the same',
  async (kind) => {
    const relation = await relate(world);
    const operation = kind === 'acceptInvitation' ? await acceptance(relation) : await end(relation);
    const before = stored(relation);
    await forget(operation);
    for (const step of workflowSteps[kind]) {
      for (let time = 0; time < 2; time++) expect(await run(operation, step)).toEqual({ ok: true });
    }
    expect(stored(relation)).toEqual(before);
    expect(statusOf(operation)).toBe('succeeded');
  },
);

test.each(['acceptInvitation', 'endRelationship'] as const)(
  'R34 run again so late that the same two have started anew, %s gives up, and leaves the new relationship as it is',
  async (kind) => {
    const first = await relate(world);
    const accepted = await acceptance(first);
    const ended = await end(first);
    const second = await relate(world, { customer: first.customer, partner: first.partner });
    const operation = kind === 'acceptInvitation' ? accepted : ended;
    await forget(operation);
    const before = stored(second);
    for (const step of workflowSteps[kind]) {
      expect(await run(operation, step)).toMatchObject({ ok: false, code: 'relationshipState' });
    }
    expect(stored(second)).toEqual(before);
    expect(statusOf(operation)).toBe('failed');
  },
);

test('R25 a step of a workflow that nobody knows any more says so, and changes nothing', async () => {
  const offer = await invite(world);
  const before = stored(offer);
  const outcome = await runStep('op_0', 'activateRelationship', contextOf());
  expect(outcome).toMatchObject({ ok: false, code: 'notFound' });
  expect(stored(offer)).toEqual(before);
});
