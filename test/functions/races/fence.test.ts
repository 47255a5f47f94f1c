import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { guardedStore } from '../../support/guardedStore.ts';
import { interruptedStore } from '../../support/interruptedStore.ts';
import { end, relate, type Relation } from '../../support/relationship.ts';
import { room } from '../../support/room.ts';
import { waitingChange } from '../../support/waitingChange.ts';
import { startWorld, type World } from '../../support/world.ts';

const store = guardedStore();
const interrupted = interruptedStore();
let world: World;
beforeAll(async () => {
  world = await startWorld({ swap: (parts) => interrupted.swap(store.swap(parts)) });
});
afterAll(() => world.stop());

/** What takes the partner's access away, or some of it. */
const takings: Readonly<Record<string, (relation: Relation, roomId: string) => Promise<unknown>>> = {
  'R31 ending': (relation) => end(relation),
  'R32 suspending': ({ customer, withPartner }) => customer.admin.post(`${withPartner}/suspend`),
  async 'R33 narrowing'({ customer, withPartner }) {
    const other = await room(customer);
    const { headers } = await customer.admin.get(`${withPartner}/scope`);
    const scope = { kind: 'selected', roomIds: [other.id], roomGroupIds: [] };
    await customer.admin.put(`${withPartner}/scope`, scope, { 'if-match': headers.get('etag') ?? '' });
  },
  async 'R60 change control'({ customer, withPartner }) {
    const { headers } = await customer.admin.get(`${withPartner}/changeControl`);
    const manual = { 'rooms.modify': 'manual' };
    await customer.admin.put(`${withPartner}/changeControl`, manual, { 'if-match': headers.get('etag') ?? '' });
  },
};

/** How the change is answered then. */
const statusAfter: Readonly<Record<string, number>> = {
  'R31 ending': 404,
  'R32 suspending': 403,
  'R33 narrowing': 404,
  'R60 change control': 202,
};

/** A partner's change that was decided before something is taken away, and reaches the store after it. */
async function changeUnderWay(taking: (relation: Relation, roomId: string) => Promise<unknown>) {
  const relation = await relate(world);
  const { customer, primaryAdmin, atCustomer } = relation;
  const { id } = await room(customer, { name: 'As it was' });
  interrupted.before('Too late', () => taking(relation, id));
  const { status } = await primaryAdmin.patch(`${atCustomer}/rooms/${id}`, { name: 'Too late' });
  return { status, name: (await customer.admin.get(`/customer/rooms/${id}`)).body['name'] };
}

describe.each(Object.entries(takings))('%s while a change of the partner is under way', (name, taking) => {
  test('the change is decided anew, and not committed', async () => {
    const { status, name: stored } = await changeUnderWay(taking);
    expect(stored).toBe('As it was');
    expect(status).toBe(statusAfter[name]);
  });

  test('control: without the fence it is committed', async () => {
    store.ignore('fence');
    const { name: stored } = await changeUnderWay(taking);
    store.ignore('nothing');
    expect(stored).toBe('Too late');
  });
});

describe('R62 the relationship ends while the customer approves a change', () => {
  async function approvalUnderWay() {
    const relation = await relate(world);
    const { customer } = relation;
    const { id } = await room(customer);
    const waiting = await waitingChange(relation, id);
    interrupted.before('"state":"applied"', () => customer.admin.delete(relation.withPartner));
    const { status } = await customer.admin.post(`/customer/changeRequests/${waiting.id}/approve`);
    return { status, site: (await customer.admin.get(`/customer/rooms/${id}`)).body['site'] };
  }

  test('it is decided anew, and refused', async () => {
    expect(await approvalUnderWay()).toEqual({ status: 409, site: undefined });
  });

  test('control: without the fence the change is made all the same', async () => {
    store.ignore('fence');
    const { site } = await approvalUnderWay();
    store.ignore('nothing');
    expect(site).toBe('It waits');
  });
});

test('changes of a partner do not hinder each other', async () => {
  const { customer, primaryAdmin, atCustomer } = await relate(world);
  const rooms = await Promise.all(Array.from({ length: 20 }, () => room(customer)));
  world.storeCalls();
  const answers = await Promise.all(
    rooms.map(({ id }) => primaryAdmin.patch(`${atCustomer}/rooms/${id}`, { site: 'Oslo' })),
  );
  expect(answers.map(({ status }) => status)).toEqual(rooms.map(() => 200));
  // The timer of notifications may run meanwhile.
  const fenced = world.storeCalls().filter((call) => call.operations?.some(({ type }) => type === 'Patch'));
  expect(fenced).toHaveLength(rooms.length);
});
