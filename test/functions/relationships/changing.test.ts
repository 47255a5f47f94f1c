import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { end, relate } from '../../support/relationship.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** A room of the customer's. */
async function room(customer: Awaited<ReturnType<World['tenant']>>, name: string) {
  const { body } = await customer.admin.post('/customer/rooms', { name, accountUpn: `${name}@rooms.example` });
  return String(body['id']);
}

test('R32 a suspended partner may do nothing but see that it is suspended, and has all back when it is resumed', async () => {
  const { customer, partner, primaryAdmin, atCustomer, withPartner } = await relate(world);
  expect(await customer.admin.post(`${withPartner}/resume`)).toMatchObject(refused(409, 'relationshipState'));
  const suspended = await customer.admin.post(`${withPartner}/suspend`);
  expect(suspended).toMatchObject({ status: 200, body: { state: 'suspended', suspendedAt: expect.any(String) } });
  expect(await customer.admin.post(`${withPartner}/suspend`)).toMatchObject(refused(409, 'relationshipState'));
  for (const person of [primaryAdmin, partner.admin]) {
    expect(await person.get(`${atCustomer}/rooms`)).toMatchObject(refused(403, 'relationshipNotActive'));
    expect(await person.get(atCustomer)).toMatchObject({ status: 200, body: { state: 'suspended' } });
  }
  const colleague = await world.person(partner.tenantId);
  expect(await colleague.get(`${atCustomer}/rooms`)).toMatchObject(refused(404, 'notFound'));
  const resumed = await customer.admin.post(`${withPartner}/resume`);
  expect(resumed).toMatchObject({ status: 200, body: { state: 'active' } });
  expect(resumed.body['suspendedAt']).toBeUndefined();
  expect((await primaryAdmin.get(`${atCustomer}/rooms`)).status).toBe(200);
});

test('R30 R31 a suspended relationship is ended by a Primary admin, and cannot be resumed', async () => {
  const { customer, primaryAdmin, atCustomer, withPartner } = await relate(world);
  await customer.admin.post(`${withPartner}/suspend`);
  const ending = await primaryAdmin.delete(atCustomer);
  expect(ending.status).toBe(202);
  expect(await primaryAdmin.ended(ending)).toMatchObject({ status: 'succeeded', result: { state: 'terminated' } });
  for (const action of ['suspend', 'resume']) {
    expect(await customer.admin.post(`${withPartner}/${action}`)).toMatchObject(refused(409, 'relationshipState'));
  }
});

test('R33 the customer changes the scope with the version it has seen; it counts from the next request', async () => {
  const { customer, primaryAdmin, atCustomer, withPartner } = await relate(world);
  const [shared, kept] = [await room(customer, 'shared'), await room(customer, 'kept')];
  const scope = { kind: 'selected', roomIds: [shared], roomGroupIds: [] };
  const read = await customer.admin.get(`${withPartner}/scope`);
  expect(read).toMatchObject({ status: 200, body: { kind: 'allRooms', etag: read.etag } });
  expect(await customer.admin.put(`${withPartner}/scope`, scope)).toMatchObject(refused(428, 'preconditionRequired'));
  const ifMatch = { 'if-match': read.etag ?? '' };
  const unknown = { ...scope, roomIds: ['room_unknown'] };
  expect(await customer.admin.put(`${withPartner}/scope`, unknown, ifMatch)).toMatchObject(refused(422, 'roomUnknown'));
  const set = await customer.admin.put(`${withPartner}/scope`, scope, ifMatch);
  expect(set).toMatchObject({ status: 200, body: scope });
  expect(await customer.admin.put(`${withPartner}/scope`, scope, ifMatch)).toMatchObject(refused(412, 'etagMismatch'));
  expect((await primaryAdmin.all(`${atCustomer}/rooms`)).map(({ id }) => id)).toEqual([shared]);
  expect((await primaryAdmin.get(`${atCustomer}/rooms/${kept}`)).status).toBe(404);
  const same = await customer.admin.put(`${withPartner}/scope`, scope, { 'if-match': set.etag ?? '' });
  expect(same).toMatchObject({ status: 200, etag: set.etag });
});

test('R60 R61 change control is set whole; a change that needs approval waits', async () => {
  const { customer, primaryAdmin, atCustomer, withPartner } = await relate(world);
  const { etag = '' } = await customer.admin.get(`${withPartner}/changeControl`);
  const set = await customer.admin.put(
    `${withPartner}/changeControl`,
    { 'roles.modify': 'manual' },
    { 'if-match': etag },
  );
  expect(set.body).toMatchObject({ 'roles.modify': 'manual', 'rooms.modify': 'auto', 'tickets.update': 'auto' });
  const role = { name: 'Viewer', permissions: ['rooms.view'] };
  expect(await primaryAdmin.post(`${atCustomer}/roles`, role)).toMatchObject({ status: 202 });
  expect((await primaryAdmin.all(`${atCustomer}/roles`)).map(({ id }) => id)).toEqual(['primaryAdmin']);
});

test('R31 R33 an ended relationship keeps its scope: 409 relationshipState', async () => {
  const relation = await relate(world);
  const { customer, withPartner } = relation;
  await end(relation);
  for (const part of ['scope', 'changeControl']) {
    const { etag = '' } = await customer.admin.get(`${withPartner}/${part}`);
    const body = part === 'scope' ? { kind: 'allRooms' } : {};
    const answer = await customer.admin.put(`${withPartner}/${part}`, body, { 'if-match': etag });
    expect(answer).toMatchObject(refused(409, 'relationshipState'));
  }
});
