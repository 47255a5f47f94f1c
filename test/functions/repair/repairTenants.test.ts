import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId, timeOfId } from '../../../shared/domain/ids.ts';
import {
  closedPointer,
  customerPointer,
  CustomerPointer,
  InvitationPointer,
  openPointer,
  pointersTo,
} from '../../../shared/domain/pointers.ts';
import { Relationship, relationshipId } from '../../../shared/domain/relationships/relationship.ts';
import type { Store } from '../../../shared/domain/store.ts';
import { newWorkflow, createWorkflow } from '../../../shared/domain/workflows/workflow.ts';
import { measured, sum } from '../../support/measured.ts';
import { end, invite, relate, type Offer } from '../../support/relationship.ts';
import { directStore } from '../../support/directStore.ts';
import { startWorld, type World } from '../../support/world.ts';

const figures = measured();
let world: World;
let store: Store;
beforeAll(async () => {
  world = await startWorld({ swap: figures.swap });
  store = directStore(world);
});
afterAll(() => world.stop());

/** Runs the repair until it begins anew. @returns what it corrected */
async function repair() {
  for (let runs = 0; runs < 20; runs++) {
    await world.product.host.callTimer('repairTenants');
    const [place] = world.product.store
      .inspect('tenants', String((await world.operator.get('/me')).body['tenantId']))
      .filter(({ id }) => id === 'repairPlace_tenants');
    if (place?.['behindTenant'] === '' && place['behindRow'] === '' && place['round'] === 'relationships') break;
  }
  return figures.take();
}
// What earlier tests have left is none of the next one's.
beforeEach(async () => {
  await repair();
});

const longAgo = () => new Date(world.now().getTime() - 11 * 60_000);
const pointersOf = (partnerId: string) => world.product.store.inspect('partners', partnerId);
const claimsOf = ({ customer }: Offer) =>
  world.product.store.inspect('tenants', customer.tenantId).filter(({ type }) => type === 'invitationClaim');

/** Takes a pointer away, or puts another one in its place. */
async function replacePointer(
  offer: Offer,
  schema: typeof CustomerPointer | typeof InvitationPointer,
  id: string,
  to?: InvitationPointer,
) {
  const pointers = store.pointers(offer.partner.tenantId);
  const found = await pointers.read(schema, id);
  if (!found) throw new Error('There is no such pointer.');
  await pointers.commit([to ? { replace: { ...to, _etag: found._etag } } : { remove: found }]);
}

/** Everything is as it should be: the repair finds nothing, and nothing changes. */
async function expectSettled(...tenantIds: string[]) {
  const stored = () =>
    JSON.stringify(tenantIds.flatMap((id) => [world.product.store.inspect('tenants', id), pointersOf(id)]));
  const before = stored();
  expect(await repair()).toEqual({});
  expect(stored()).toBe(before);
}

test('the time of making is in an id', () => {
  const now = new Date('2026-11-22T12:34:56.789Z');
  expect(timeOfId(newId('invitation', now))).toBe(now.getTime());
});

test('R81 a relationship that has lost its pointer gets it back: the customer is in the partner’s list again', async () => {
  const relation = await relate(world);
  const { customer, partner, primaryAdmin } = relation;
  await replacePointer(relation, CustomerPointer, customer.tenantId);
  expect(await primaryAdmin.all('/partner/customers')).toEqual([]);
  expect(await repair()).toEqual({ 'repair.corrected customerPointerMade': [1] });
  expect(await primaryAdmin.all('/partner/customers')).toMatchObject([{ customerId: customer.tenantId }]);
  await expectSettled(customer.tenantId, partner.tenantId);
});

test('R31 R81 a pointer to a customer with whom there is nothing, or nothing any more, goes; not one that may just be made', async () => {
  const relation = await relate(world);
  const { customer, partner } = relation;
  await end(relation);
  const [stranger, young] = [(await world.tenant('Northwind')).tenantId, (await world.tenant('Fabrikam')).tenantId];
  await store
    .pointers(partner.tenantId)
    .commit([
      { create: customerPointer(customer.tenantId, longAgo().toISOString()) },
      { create: customerPointer(stranger, longAgo().toISOString()) },
      { create: customerPointer(young, world.now().toISOString()) },
    ]);
  expect(await repair()).toEqual({ 'repair.corrected customerPointerRemoved': [2] });
  expect(pointersOf(partner.tenantId)).toMatchObject([{ customerId: young }]);
  await expectSettled(customer.tenantId, partner.tenantId);
  await world.advance({ seconds: 11 * 60 });
  await repair();
  expect(pointersOf(partner.tenantId)).toEqual([]);
});

test.each<[string, (offer: Offer) => InvitationPointer | undefined]>([
  ['is missing', () => undefined],
  ['is closed', ({ customer, invitationId }) => closedPointer(invitationId, customer.tenantId)],
  [
    'ends too early',
    ({ customer, invitationId }) => openPointer(invitationId, customer.tenantId, world.now().toISOString()),
  ],
])('R24 R81 a pending invitation whose pointer %s is in the partner’s list again', async (_, wrong) => {
  const offer = await invite(world);
  const { customer, partner, invitationId } = offer;
  await replacePointer(offer, InvitationPointer, invitationId, wrong(offer));
  expect(await partner.admin.all('/partner/invitations')).toEqual([]);
  expect(await repair()).toEqual({ 'repair.corrected invitationPointerSet': [1] });
  expect(await partner.admin.all('/partner/invitations')).toMatchObject([{ id: invitationId }]);
  await expectSettled(customer.tenantId, partner.tenantId);
});

test('R81 a pointer that is wider than its invitation is wide enough', async () => {
  const offer = await invite(world);
  const { customer, partner, invitationId } = offer;
  const later = new Date(world.now().getTime() + 29 * 86_400_000).toISOString();
  await replacePointer(offer, InvitationPointer, invitationId, openPointer(invitationId, customer.tenantId, later));
  await expectSettled(customer.tenantId, partner.tenantId);
  expect(await partner.admin.all('/partner/invitations')).toHaveLength(1);
});

test.each([
  ['cancel', 'canceled', (offer: Offer) => offer.customer.admin.post(`${offer.ofCustomer}/cancel`)],
  ['decline', 'declined', (offer: Offer) => offer.partner.admin.post(`${offer.ofPartner}/decline`)],
])('R26 R27 after a %s whose last step was lost the pointer is closed', async (_, status, close) => {
  const offer = await invite(world);
  const { customer, partner, invitationId, ofCustomer } = offer;
  await close(offer);
  const open = openPointer(invitationId, customer.tenantId, String(offer.invitation['expiresAt']));
  await replacePointer(offer, InvitationPointer, invitationId, open);
  expect(await repair()).toEqual({ 'repair.corrected invitationPointerSet': [1] });
  expect(pointersOf(partner.tenantId)).toMatchObject([{ id: invitationId, state: 'closed' }]);
  expect((await customer.admin.get(ofCustomer)).body).toMatchObject({ status });
  await expectSettled(customer.tenantId, partner.tenantId);
  await world.advance({ days: 2 });
  expect(pointersOf(partner.tenantId)).toHaveLength(status === 'declined' ? 0 : 1);
});

test('R23 of an invitation that has expired the claim goes and the pointer is closed; by id the partner still sees it', async () => {
  const offer = await invite(world, { expiresInDays: 1 });
  const { customer, partner, ofPartner, invitationId } = offer;
  expect(claimsOf(offer)).toMatchObject([{ invitationId }]);
  await world.advance({ seconds: 86_000 });
  figures.take();
  await world.advance({ seconds: 400 });
  await repair();
  expect(claimsOf(offer)).toEqual([]);
  expect(pointersOf(partner.tenantId)).toMatchObject([{ id: invitationId, state: 'closed' }]);
  expect((await partner.admin.get(ofPartner)).body).toMatchObject({ status: 'expired' });
  await expectSettled(customer.tenantId, partner.tenantId);
  // A new one has a claim of its own, and keeps it.
  const again = await invite(world, { customer, partner });
  await expectSettled(customer.tenantId, partner.tenantId);
  expect(claimsOf(again)).toMatchObject([{ invitationId: again.invitationId }]);
});

test('R80 a pointer to an invitation that was never made goes, once it can not be made any more', async () => {
  const { customer, partner } = await relate(world);
  const stray = openPointer(newId('invitation', world.now()), customer.tenantId, '2099-01-01T00:00:00.000Z');
  await store.pointers(partner.tenantId).commit([{ create: stray }]);
  const ids = () => pointersOf(partner.tenantId).map(({ id }) => id);
  expect(await repair()).toEqual({});
  expect(ids()).toContain(stray.id);
  await world.advance({ seconds: 11 * 60 });
  await repair();
  expect(ids()).not.toContain(stray.id);
  await expectSettled(customer.tenantId, partner.tenantId);
});

test('R31 an end whose workflow gave up before its claim was committed is taken up again, and completed with its receipt', async () => {
  const relation = await relate(world);
  const { customer, partner, primaryAdmin, withPartner, invitationId } = relation;
  const requestedBy = { userId: primaryAdmin.objectId, tenantId: partner.tenantId };
  const of = { customerId: customer.tenantId, partnerId: partner.tenantId, invitationId, startedBy: requestedBy };
  const workflow = newWorkflow({ ...of, id: newId('operation', world.now()), kind: 'endRelationship' }, world.now());
  const [steps, at] = [
    workflow.steps.map(({ name }) => ({ name, status: 'failed' as const })),
    world.now().toISOString(),
  ];
  await store.operation(workflow.id).commit([createWorkflow({ ...workflow, status: 'failed', steps })]);
  const partition = store.tenant(customer.tenantId);
  const active = await partition.read(Relationship, relationshipId(partner.tenantId));
  if (!active) throw new Error('It is active.');
  const ending = { requestedBy, requestedAt: at, assignments: 0, customRoles: 0, changeRequests: 0, pointers: [] };
  await partition.commit([
    { replace: { ...active, state: 'terminating', operationId: workflow.id, changedAt: at, ending } },
  ]);
  expect(await repair()).toEqual({});
  await world.advance({ seconds: 11 * 60 });
  expect(await repair()).toMatchObject({ 'repair.corrected workflowRevived': [1] });
  for (let tries = 0; tries < 50; tries++) {
    if (String((await customer.admin.get(withPartner)).body['state']) === 'terminated') break;
    await world.advance({ seconds: 20 });
  }
  expect((await customer.admin.get(`${withPartner}/receipt`)).body).toMatchObject({
    requestedBy,
    revoked: { assignments: 1, pointers: 2 },
  });
  figures.take();
  await expectSettled(customer.tenantId, partner.tenantId);
});

test('a document that can not be read is reported, and keeps nothing else waiting', async () => {
  const [broken, lost] = [await relate(world), await relate(world)];
  const partition = store.tenant(broken.customer.tenantId);
  const relationship = await partition.read(Relationship, relationshipId(broken.partner.tenantId));
  if (!relationship) throw new Error('It is there.');
  await partition.commit([{ replace: { ...relationship, partnerId: 'nobody' } }]);
  await replacePointer(lost, CustomerPointer, lost.customer.tenantId);
  expect(await repair()).toMatchObject({ 'repair.corrected customerPointerMade': [1] });
  expect(world.defects().length).toBeGreaterThan(0);
  const again = await store
    .tenant(broken.customer.tenantId)
    .read(Relationship.omit({ partnerId: true }), relationship.id);
  await store.tenant(broken.customer.tenantId).commit([{ replace: { ...relationship, _etag: again?._etag ?? '' } }]);
  expect(await repair()).toEqual({});
});

test('F3 a run costs so much at most, however many tenants and however much is wrong, and the next one goes on behind it', async () => {
  const operatorTenantId = String((await world.operator.get('/me')).body['tenantId']);
  const [partner, customer] = [await world.tenant('Tailspin', { partner: true }), await world.tenant('Contoso')];
  const registered = Array.from({ length: 250 }, (_, at) => {
    const tenantId = randomUUID();
    return {
      create: { id: `registered_${tenantId}`, type: 'registeredTenant', registered: tenantId, sortKey: `~${at}` },
    };
  });
  const strays = 640;
  for (let at = 0; at < registered.length; at += 90) {
    await store.tenant(operatorTenantId).commit(registered.slice(at, at + 90));
  }
  for (let at = 0; at < strays; at += 80) {
    const some = Array.from({ length: 80 }, () => ({ create: customerPointer(randomUUID(), longAgo().toISOString()) }));
    await store.pointers(partner.tenantId).commit(some);
  }
  const runs: { calls: number; corrected: number }[] = [];
  for (let left = strays; left > 0 && runs.length < 30;) {
    figures.take();
    world.storeCalls('everything');
    await world.product.host.callTimer('repairTenants');
    const calls = world.storeCalls('everything').filter(({ container }) => container !== 'operations').length;
    const corrected = sum(figures.take()['repair.corrected customerPointerRemoved']);
    runs.push({ calls, corrected });
    left -= corrected;
  }
  expect(runs.length).toBeGreaterThan(4);
  for (const { calls, corrected } of runs) {
    expect(corrected).toBeLessThan(200);
    // Twenty pages of three queries, the tenants, the place, and for each correction two reads and a write.
    expect(calls).toBeLessThanOrEqual(20 * 3 + 10 + 3 * corrected);
  }
  expect(await pointersTo(store.pointers(partner.tenantId), customer.tenantId, 1)).toEqual([]);
  expect(pointersOf(partner.tenantId)).toEqual([]);
  // When all is as it should be, no more than to look at it.
  await repair();
  world.storeCalls('everything');
  await world.product.host.callTimer('repairTenants');
  expect(world.storeCalls('everything').length).toBeLessThanOrEqual(20 * 3 + 10);
});
