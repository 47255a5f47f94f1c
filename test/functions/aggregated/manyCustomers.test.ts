import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { StoreCall } from '../../../local/cosmos/storeCall.ts';
import { newId } from '../../../shared/domain/ids.ts';
import { Room, roomIndex } from '../../../shared/domain/rooms/room.ts';
import type { Store } from '../../../shared/domain/store.ts';
import type { Body } from '../../support/caller.ts';
import { directStore } from '../../support/directStore.ts';
import { writeManyCustomers } from '../../support/manyCustomers.ts';
import { startWorld, type World, type WorldPerson } from '../../support/world.ts';

let world: World;
let store: Store;
beforeAll(async () => {
  world = await startWorld();
  store = directStore(world);
});
afterAll(() => world.stop());

/** A person who is Primary admin at so many customers of a partner of its own. */
async function person(customers: number, roomsEach: number): Promise<WorldPerson & { customerIds: string[] }> {
  const { tenantId } = await world.tenant('Tailspin', { partner: true });
  const who = await world.person(tenantId);
  const customerIds = await writeManyCustomers(store, {
    partnerId: tenantId,
    userId: who.objectId,
    customers,
    roomsEach,
    now: world.now(),
    nameOf: (customer, room) => `Room ${(customer * 31 + room * 17) % 97}`,
  });
  return { ...who, customerIds };
}

/** The calls of the store that a request of a person takes at its tenant and the customers; timers make others meanwhile. */
async function callsOf(who: Awaited<ReturnType<typeof person>>, path: string): Promise<StoreCall[]> {
  const theirs = new Set<unknown>([who.tenantId, ...who.customerIds]);
  world.storeCalls();
  const { status } = await who.get(path);
  expect(status).toBe(200);
  return world
    .storeCalls()
    .filter(({ query }) => Object.values(query?.parameters ?? {}).some((value) => theirs.has(value)));
}

test('R71 F4 in the default order a page costs the same at 10 and at 100 customers', async () => {
  const [ten, hundred] = [await person(10, 3), await person(100, 3)];
  for (const path of ['/partner/rooms?top=5', '/partner/rooms?top=20', '/partner/overview?top=5']) {
    await callsOf(ten, path);
    const told = async (who: typeof ten) =>
      (await callsOf(who, path)).map(({ kind, container, status }) => `${kind} ${container} ${status}`);
    const calls = await told(hundred);
    expect(calls.length).toBeGreaterThan(3);
    expect([path, calls]).toEqual([path, await told(ten)]);
  }
});

test('R71 F4 more customers than one query can name: every room once, in every order', async () => {
  const many = await person(1003, 1);
  for (const order of ['', '&orderBy=name', '&orderBy=-name']) {
    const rows = await many.all(`/partner/rooms?top=200${order}`);
    expect(rows).toHaveLength(1003);
    expect(new Set(rows.map((row) => String(row['id']))).size).toBe(1003);
    const keyOf = (row: Body) =>
      order === ''
        ? `${String(row['customerId'])}/${String(row['id'])}`
        : `${String(row['name']).toLowerCase()}\u0000${String(row['id'])}`;
    const keys = rows.map(keyOf);
    expect(keys).toEqual(order.includes('-') ? keys.toSorted().reverse() : keys.toSorted());
  }
  const { body } = await many.get('/partner/rooms?orderBy=name&top=1');
  expect(body['completeness']).toEqual({ complete: true, customers: { asked: 1003, answered: 1003 }, failed: [] });
  // Each query is seen once as a whole; its parts for the physical ranges say what they are ordered by.
  const calls = await callsOf(many, '/partner/rooms?orderBy=name&top=1');
  const queries = calls.filter(({ query }) => !query?.text.includes('orderByItems'));
  // Who asks, the pointers, and for each of two chunks of customers their relationships and their rooms.
  // Each is answered range by range.
  expect(new Set(queries.map(({ query }) => JSON.stringify(query))).size).toBe(1 + 1 + 2 + 2);
});

test('R71 customers with nothing to show are passed over, however many there are', async () => {
  const many = await person(300, 1);
  const last = many.customerIds.at(-1) ?? '';
  const [row] = (await many.get(`/partner/rooms?customerId=${last}`)).body.value;
  const room = await store.tenant(last).readMany(Room, [String(row?.['id'])]);
  expect(room).toHaveLength(1);
  await store.tenant(last).commit(room.map((one) => ({ replace: { ...one, health: 'disconnected' as const } })));
  const { body } = await many.get('/partner/rooms?health=disconnected');
  expect(body.value.map((row) => row['id'])).toEqual([row?.['id']]);
  expect(body['nextLink']).toBeUndefined();
  expect(body['completeness']).toMatchObject({ complete: true, customers: { asked: 300, answered: 300 } });
});

test('R71 rows that are there all the time come exactly once, whatever comes and goes meanwhile', async () => {
  for (const order of ['', '&orderBy=name', '&orderBy=-name']) {
    const many = await person(6, 5);
    const rows = await many.all('/partner/rooms');
    const staying = rows.filter((_, at) => at % 3 > 0).map((row) => String(row['id']));
    const leaving = rows.filter((_, at) => at % 3 === 0);
    const seen: string[] = [];
    let pages = 0;
    for (let next: string | undefined = `/partner/rooms?top=4${order}`; next !== undefined; pages++) {
      const { body } = await many.get(next);
      seen.push(...body.value.map((row) => String(row['id'])));
      next = body['nextLink'] as string | undefined;
      // Between two pages one room goes, and one comes that is like it.
      const gone = leaving[(pages * 7) % leaving.length];
      const partition = store.tenant(String(gone?.['customerId']));
      const [room] = await partition.readMany(Room, [String(gone?.['id'])]);
      if (!room) continue;
      const id = newId('room', world.now());
      const name = `Room ${(pages * 13) % 97}`;
      const { _etag, ...like } = room;
      const come = { ...like, id, name, ...roomIndex({ ...like, id, name }) };
      await partition.commit([{ remove: room }, { create: come }]);
    }
    expect(pages).toBeGreaterThan(5);
    for (const id of staying) expect([order, id, seen.filter((one) => one === id).length]).toEqual([order, id, 1]);
    expect(new Set(seen).size).toBe(seen.length);
  }
});
