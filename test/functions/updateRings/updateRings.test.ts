import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Body } from '../../support/caller.ts';
import { refused } from '../../support/refused.ts';
import { relate, type Relation } from '../../support/relationship.ts';
import { ofCustomer, ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let customer: WorldTenant;
let rings: readonly Body[];
let general: string;
let executive: string;
beforeEach(async () => {
  customer = await world.tenant('Contoso');
  rings = (await customer.admin.get('/customer/updateRings')).body.value;
  [, general = '', executive = ''] = rings.map(({ id }) => String(id));
});

const selected = (...roomIds: string[]) => ({ kind: 'selected', roomIds });
const counts = (list: readonly Body[]) => list.map(({ roomCount }) => roomCount);
const events = async () => {
  const list = await customer.admin.get('/customer/auditEvents?category=UpdateRing');
  return list.body.value;
};

test('a customer starts with Staging, General and Executive, and new rooms go to General', async () => {
  expect(rings).toMatchObject([
    { name: 'Staging', order: 0, deferralDays: 0, roomCount: 0 },
    { name: 'General', order: 1, deferralDays: 7, roomCount: 0 },
    { name: 'Executive', order: 2, deferralDays: 14, roomCount: 0 },
  ]);
  const { id, updateRingId } = await room(customer);
  expect(updateRingId).toBe(general);
  const ring = await customer.admin.get(`/customer/updateRings/${general}`);
  expect(ring).toMatchObject({ status: 200, body: { ...rings[1], roomCount: 1 }, etag: rings[1]?.['etag'] });
  expect(Object.keys(ring.body).sort()).toEqual(['deferralDays', 'etag', 'id', 'name', 'order', 'roomCount']);
  expect(await customer.admin.get(`/customer/updateRings/${id}`)).toMatchObject(refused(404, 'notFound'));
});

test('rings come in their order, or by name, in pages of any size', async () => {
  const names = async (query: string) => {
    const list = await customer.admin.all(`/customer/updateRings?${query}`);
    return list.map(({ name }) => name);
  };
  expect(await names('top=1')).toEqual(['Staging', 'General', 'Executive']);
  expect(await names('orderBy=name&top=2')).toEqual(['Executive', 'General', 'Staging']);
  expect(await names('orderBy=-name&top=1')).toEqual(['Staging', 'General', 'Executive']);
  expect(await customer.admin.get('/customer/updateRings?orderBy=order')).toMatchObject(refused(400, 'invalidRequest'));
});

describe('a change of a ring', () => {
  const path = () => `/customer/updateRings/${general}`;

  test('sets name and deferral, with an event; nothing changed is no event', async () => {
    const { etag } = await customer.admin.get(path());
    const changed = await customer.admin.patch(
      path(),
      { name: 'Most', deferralDays: 60 },
      { 'if-match': String(etag) },
    );
    expect(changed).toMatchObject({ status: 200, body: { name: 'Most', deferralDays: 60, order: 1 } });
    expect(changed.etag).not.toBe(etag);
    expect((await customer.admin.get(path())).body).toEqual(changed.body);
    expect(await customer.admin.patch(path(), { name: 'Most' })).toMatchObject({ status: 200, etag: changed.etag });
    expect(await events()).toMatchObject([
      {
        activity: { category: 'UpdateRing', operation: 'Update', objectId: general, objectName: 'Most' },
        changes: [
          { path: '/name', from: 'General', to: 'Most' },
          { path: '/deferralDays', from: 7, to: 60 },
        ],
      },
    ]);
    expect(await customer.admin.patch(path(), {}, { 'if-match': '"stale"' })).toMatchObject(
      refused(412, 'etagMismatch'),
    );
  });

  test.each([[{ deferralDays: 61 }], [{ deferralDays: -1 }], [{ deferralDays: 1.5 }], [{ deferralDays: null }]])(
    'refuses %j',
    async (body) => {
      expect(await customer.admin.patch(path(), body)).toMatchObject(refused(400, 'invalidRequest'));
    },
  );

  test.each([[{ name: ' ' }], [{ name: null }], [{ order: 0 }], [{ id: 'ring_9' }]])('refuses %j', async (body) => {
    expect(await customer.admin.patch(path(), body)).toMatchObject(refused(400, 'invalidRequest'));
  });

  test('R53 takes the reach all rooms, after 404 and 412', async () => {
    const { id } = await room(customer);
    const narrow = await roleHolder(world, ofCustomer(customer), ['updateRings.view', 'updateRings.modify'], {
      scope: selected(id),
    });
    expect(await narrow.patch(path(), { name: 'x' })).toMatchObject(refused(403, 'scopeTooNarrow'));
    expect(await narrow.patch(`${path()}x`, { name: 'x' })).toMatchObject(refused(404, 'notFound'));
    const stale = await narrow.patch(path(), { name: 'x' }, { 'if-match': '"stale"' });
    expect(stale).toMatchObject(refused(412, 'etagMismatch'));
    expect(await narrow.patch(path(), { deferralDays: 61 })).toMatchObject(refused(400, 'invalidRequest'));
    expect((await events()).map(({ error }) => error?.['code'])).toEqual(['etagMismatch', 'scopeTooNarrow']);
  });

  test('a dry run shows it and changes nothing', async () => {
    const { body } = await customer.admin.patch(`${path()}?dryRun=true`, { deferralDays: 1 });
    expect(body).toMatchObject({
      dryRun: true,
      wouldChange: [{ category: 'UpdateRing', objectId: general, changes: [{ from: 7, to: 1 }] }],
    });
    expect((await customer.admin.get(path())).body['deferralDays']).toBe(7);
  });
});

describe('moving a room', () => {
  test('takes it out of the ring that it was in; once more changes nothing', async () => {
    const { id, etag } = await room(customer);
    const to = `/customer/updateRings/${executive}/rooms/${id}`;
    expect(await customer.admin.put(to)).toMatchObject({ status: 204, text: '' });
    expect(await customer.admin.put(to, undefined, { 'if-match': '"ignored"' })).toMatchObject({ status: 204 });
    const moved = await customer.admin.get(`/customer/rooms/${id}`);
    expect(moved.body['updateRingId']).toBe(executive);
    expect(moved.etag).not.toBe(etag);
    const list = await customer.admin.all('/customer/updateRings');
    expect(counts(list)).toEqual([0, 0, 1]);
    expect(list.map((ring) => ring['etag'])).toEqual(rings.map((ring) => ring['etag']));
    expect(await customer.admin.all(`/customer/rooms?ringId=${executive}`)).toHaveLength(1);
    expect(await events()).toMatchObject([
      {
        activity: { objectId: executive, objectName: 'Executive' },
        changes: [{ path: `/rooms/${id}/updateRingId`, from: general, to: executive }],
      },
    ]);
  });

  test('R53 takes that room in reach of updateRings.modify, and no more', async () => {
    const [mine, other] = [await room(customer), await room(customer)];
    const narrow = await roleHolder(world, ofCustomer(customer), ['updateRings.modify'], { scope: selected(mine.id) });
    await roleHolder(world, ofCustomer(customer), ['rooms.modify'], { person: narrow });
    const to = (roomId: string) => `/customer/updateRings/${executive}/rooms/${roomId}`;
    expect((await narrow.put(to(mine.id))).status).toBe(204);
    expect(await narrow.put(to(other.id))).toMatchObject(refused(404, 'notFound'));
    expect(await narrow.put(`/customer/updateRings/ring_9/rooms/${mine.id}`)).toMatchObject(refused(404, 'notFound'));
    expect(await narrow.put(`/customer/updateRings/${mine.id}/rooms/${mine.id}`)).toMatchObject(
      refused(404, 'notFound'),
    );
    expect((await customer.admin.get(`/customer/rooms/${other.id}`)).body['updateRingId']).toBe(general);
    const [event] = await events();
    expect(event?.['through']).toBeDefined();
  });

  test('two moves at once: one of them is last, and the room is in exactly one ring', async () => {
    const { id } = await room(customer);
    const to = [...rings, ...rings].map((ring) =>
      customer.admin.put(`/customer/updateRings/${String(ring['id'])}/rooms/${id}`),
    );
    expect((await Promise.all(to)).map(({ status }) => status)).toEqual(to.map(() => 204));
    const list = await customer.admin.all('/customer/updateRings');
    expect(counts(list).toSorted()).toEqual([0, 0, 1]);
  });
});

describe('R53 R10 of a partner', () => {
  let relation: Relation;
  let rooms: readonly { readonly id: string }[];
  const at = (path = '') => `${relation.atCustomer}/updateRings${path}`;
  beforeEach(async () => {
    rooms = [await room(customer), await room(customer), await room(customer)];
    relation = await relate(world, { customer, scope: selected(rooms[0]?.id ?? '', rooms[1]?.id ?? '') });
  });

  test('all rings are visible with the permission; they count only rooms in reach of updateRings.view', async () => {
    const { primaryAdmin } = relation;
    expect(counts(await primaryAdmin.all(at()))).toEqual([0, 2, 0]);
    const one = await roleHolder(world, ofRelation(relation), ['updateRings.view'], {
      scope: selected(rooms[0]?.id ?? ''),
    });
    await roleHolder(world, ofRelation(relation), ['rooms.view'], { person: one });
    expect(counts(await one.all(at()))).toEqual([0, 1, 0]);
    expect((await one.get(at(`/${general}`))).body['roomCount']).toBe(1);
    expect(await one.patch(at(`/${general}`), { name: 'x' })).toMatchObject(refused(403, 'permissionDenied'));
    expect((await customer.admin.get(`/customer/updateRings/${general}`)).body['roomCount']).toBe(3);
  });

  test('moves rooms within its scope; a ring itself is for a relationship over all rooms', async () => {
    const { primaryAdmin } = relation;
    const [mine, , outside] = rooms;
    expect((await primaryAdmin.put(at(`/${executive}/rooms/${mine?.id ?? ''}`))).status).toBe(204);
    expect(await primaryAdmin.put(at(`/${executive}/rooms/${outside?.id ?? ''}`))).toMatchObject(
      refused(404, 'notFound'),
    );
    expect(await primaryAdmin.patch(at(`/${executive}`), { name: 'x' })).toMatchObject(refused(403, 'scopeTooNarrow'));
    const [refusal, move] = await events();
    expect(refusal).toMatchObject({ side: 'partner', activity: { resultStatus: 'Failed', objectId: executive } });
    expect(move).toMatchObject({ side: 'partner', through: { roleId: 'primaryAdmin' } });
  });

  test('over all rooms it changes a ring; R61 where the customer wants to approve it, nothing is changed', async () => {
    const everywhere = await relate(world, { customer });
    const path = `${everywhere.atCustomer}/updateRings/${general}`;
    const changed = await everywhere.primaryAdmin.patch(path, { deferralDays: 9 });
    expect(changed).toMatchObject({ status: 200, body: { deferralDays: 9, roomCount: 3 } });
    const manual = await relate(world, { customer, changeControl: { 'updateRings.modify': 'manual' } });
    for (const held of [
      await manual.primaryAdmin.patch(path, { deferralDays: 10 }),
      await manual.primaryAdmin.put(`${path.replace(general, executive)}/rooms/${rooms[0]?.id ?? ''}`),
    ]) {
      expect([202, 403]).toContain(held.status);
    }
    expect((await customer.admin.get(`/customer/updateRings/${general}`)).body).toMatchObject({
      deferralDays: 9,
      roomCount: 3,
    });
  });
});

test('F3 a ring takes two reads and one batch', async () => {
  const { id } = await room(customer);
  const calls = () => world.storeCalls().map(({ kind }) => (kind === 'batch' ? 'batch' : 'read'));
  calls();
  await customer.admin.patch(`/customer/updateRings/${general}`, { deferralDays: 8 });
  expect(calls()).toEqual(['read', 'read', 'batch']);
  await customer.admin.put(`/customer/updateRings/${executive}/rooms/${id}`);
  expect(calls()).toEqual(['read', 'batch']);
});
