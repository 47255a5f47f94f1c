import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { guardedStore } from '../../support/guardedStore.ts';
import { end, relate, type Relation } from '../../support/relationship.ts';
import { room } from '../../support/room.ts';
import { betweenStore } from '../../support/transport.ts';
import { startWorld, type World } from '../../support/world.ts';

/** Runs something right before a batch with this text reaches the store: what it was decided on is then out of date. */
function interruptedStore() {
  let interruption: { text: string; act: () => Promise<unknown> } | undefined;
  return {
    swap: betweenStore(async ({ body }, proceed) => {
      const { text, act } = interruption ?? {};
      if (text !== undefined && typeof body === 'string' && body.startsWith('[') && body.includes(text)) {
        interruption = undefined;
        await act?.();
      }
      return proceed();
    }),
    before: (text: string, act: () => Promise<unknown>) => void (interruption = { text, act }),
  };
}

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
