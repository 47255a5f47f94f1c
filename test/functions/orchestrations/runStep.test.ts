import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cosmosClient } from '../../../functions/composition.ts';
import { cosmosStore } from '../../../shared/data/cosmosStore.ts';
import type { Store } from '../../../shared/domain/store.ts';
import { runStep } from '../../../shared/domain/workflows/runStep.ts';
import { workflowSteps, type WorkflowStep } from '../../../shared/domain/workflows/workflow.ts';
import type { Body } from '../../support/caller.ts';
import { end, invite, relate, type Relation } from '../../support/relationship.ts';
import { startWorld, type ProductParts, type World } from '../../support/world.ts';

let world: World;
let store: Store;
beforeAll(async () => {
  let parts: ProductParts | undefined;
  world = await startWorld({ swap: (given) => (parts = given) });
  const { COSMOS_ENDPOINT = '', COSMOS_KEY = '', COSMOS_DATABASE = '' } = parts?.environment ?? {};
  const credential = { getToken: () => Promise.resolve(null) };
  const client = cosmosClient({ COSMOS_ENDPOINT, COSMOS_KEY }, credential, world.product.store.httpClient);
  store = cosmosStore(client, COSMOS_DATABASE);
});
afterAll(() => world.stop());

const run = (operation: Body, step: WorkflowStep) =>
  runStep(String(operation['id']), step, { store, clock: world.product.clock });

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

test('R25 a step of a workflow that nobody knows any more says so, and changes nothing', async () => {
  const offer = await invite(world);
  const before = stored(offer);
  const outcome = await runStep('op_0', 'activateRelationship', { store, clock: world.product.clock });
  expect(outcome).toMatchObject({ ok: false, code: 'notFound' });
  expect(stored(offer)).toEqual(before);
});
