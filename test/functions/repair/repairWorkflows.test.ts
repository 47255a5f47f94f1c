import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../shared/domain/ids.ts';
import { Relationship, relationshipId } from '../../../shared/domain/relationships/relationship.ts';
import type { Store } from '../../../shared/domain/store.ts';
import { createWorkflow, newWorkflow, replaceWorkflow, Workflow } from '../../../shared/domain/workflows/workflow.ts';
import { measured, sum } from '../../support/measured.ts';
import { relate, type Relation } from '../../support/relationship.ts';
import { directStore } from '../../support/directStore.ts';
import { betweenStore } from '../../support/transport.ts';
import { startWorld, type World } from '../../support/world.ts';

const figures = measured();
/** While it is set, no step of an end gets anything done at the customer's. */
let isDown = false;
const failing = betweenStore(({ body }, proceed) => {
  if (
    isDown &&
    typeof body === 'string' &&
    body.includes('"state":"terminating"') &&
    body.includes('"assignments":[]')
  ) {
    throw Object.assign(new Error('The store can not be reached.'), { code: 'ECONNRESET' });
  }
  return proceed();
});
let world: World;
let store: Store;
beforeAll(async () => {
  world = await startWorld({ swap: (parts) => failing(figures.swap(parts)) });
  store = directStore(world);
});
afterAll(() => world.stop());

const stateOf = async ({ customer, withPartner }: Relation) =>
  String((await customer.admin.get(withPartner)).body['state']);
const receiptsOf = ({ customer }: Relation) => customer.admin.all('/customer/receipts');

/** Lets time pass until something is so. */
async function until(isSo: () => Promise<boolean>, seconds = 20): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await isSo()) return;
    await world.advance({ seconds });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('It never was.');
}

/** What is stored when a process dies between the claim of an end and its start. */
async function claim({ customer, partner, primaryAdmin, invitationId }: Relation): Promise<string> {
  const requestedBy = { userId: primaryAdmin.objectId, tenantId: partner.tenantId };
  const of = { customerId: customer.tenantId, partnerId: partner.tenantId, invitationId, startedBy: requestedBy };
  const workflow = newWorkflow({ ...of, id: newId('operation', world.now()), kind: 'endRelationship' }, world.now());
  await store.operation(workflow.id).commit([createWorkflow(workflow)]);
  const partition = store.tenant(customer.tenantId);
  const relationship = await partition.read(Relationship, relationshipId(partner.tenantId));
  if (!relationship) throw new Error('It is active.');
  const at = world.now().toISOString();
  const ending = { requestedBy, requestedAt: at, assignments: 0, customRoles: 0, changeRequests: 0, pointers: [] };
  const { id: operationId } = workflow;
  await partition.commit([{ replace: { ...relationship, state: 'terminating', operationId, changedAt: at, ending } }]);
  return operationId;
}

test('R31 an end that was claimed and never started is started, once', async () => {
  const relation = await relate(world);
  figures.take();
  await claim(relation);
  await until(async () => (await stateOf(relation)) === 'terminated');
  expect(await receiptsOf(relation)).toHaveLength(1);
  expect(figures.take()).toEqual({ 'repair.workflowStarted notStarted': [1] });
  await world.advance({ seconds: 60 });
  await world.product.host.callTimer('repairWorkflows');
  expect(figures.take()).toEqual({});
});

test('R31 an end whose orchestration has failed is started again, and completed once the store answers', async () => {
  const relation = await relate(world);
  figures.take();
  isDown = true;
  await relation.customer.admin.delete(relation.withPartner);
  let ended = 0;
  await until(async () => {
    ended += sum(figures.take()['repair.workflowStarted ended']);
    return Promise.resolve(ended > 0);
  });
  expect(await stateOf(relation)).toBe('terminating');
  isDown = false;
  await until(async () => (await stateOf(relation)) === 'terminated');
  expect(await receiptsOf(relation)).toMatchObject([{ revoked: { assignments: 1, pointers: 2 }, residual: 0 }]);
});

test('R31 an end whose orchestration runs and has not moved for too long is stopped and started again', async () => {
  const relation = await relate(world);
  const { customer, withPartner } = relation;
  figures.take();
  isDown = true;
  const ending = await customer.admin.delete(withPartner);
  const id = String(ending.body['id']);
  const hasNotMovedFor = async (minutes: number) => {
    const workflow = await store.operation(id).read(Workflow, id);
    if (!workflow) throw new Error('It is stored.');
    await store.operation(id).commit([replaceWorkflow(workflow, new Date(world.now().getTime() - minutes * 60_000))]);
    await world.product.host.callTimer('repairWorkflows');
  };
  // It is at work as far as anybody can tell, and is left alone.
  await hasNotMovedFor(14);
  expect(figures.take()).toEqual({});
  await hasNotMovedFor(16);
  expect(figures.take()).toEqual({ 'repair.workflowStarted stoodStill': [1] });
  isDown = false;
  await until(async () => (await stateOf(relation)) === 'terminated');
  expect((await customer.admin.get(ending.headers.get('operation-location') ?? '')).body).toMatchObject({
    status: 'succeeded',
  });
  expect(await receiptsOf(relation)).toHaveLength(1);
});

test('R31 so many in a run, and the next run goes on behind them: every one is taken up', async () => {
  const relation = await relate(world);
  figures.take();
  const { customer, partner, primaryAdmin, invitationId } = relation;
  const startedBy = { userId: primaryAdmin.objectId, tenantId: partner.tenantId };
  const of = { customerId: customer.tenantId, partnerId: partner.tenantId, invitationId, startedBy };
  // Their claims were never committed: of each the first step says so, and its pointer leads nowhere.
  const ids = Array.from({ length: 101 }, () => newId('operation', world.now()));
  for (const id of ids) {
    const workflow = newWorkflow({ ...of, id, kind: 'endRelationship' }, world.now());
    await store.operation(id).commit([createWorkflow({ ...workflow, updatedAt: '2026-01-01T00:00:00.000Z' })]);
  }
  for (let runs = 0; runs < 3; runs++) await world.product.host.callTimer('repairWorkflows');
  const started = figures.take()['repair.workflowStarted notStarted'] ?? [];
  expect(sum(started)).toBe(ids.length);
  expect(Math.max(...started)).toBeLessThanOrEqual(100);
  const statuses = () => ids.map((id) => world.product.store.inspect('operations', id)[0]?.['status']);
  await until(() => Promise.resolve(statuses().every((status) => status === 'failed')), 0);
  expect(await stateOf(relation)).toBe('active');
}, 120_000);
