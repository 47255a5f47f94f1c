import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../support/caller.ts';
import { refused } from '../../support/refused.ts';
import { relate } from '../../support/relationship.ts';
import { ofCustomer, ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { ticket } from '../../support/ticket.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let customer: WorldTenant;
let rooms: string[];
let groupId: string;
beforeEach(async () => {
  customer = await world.tenant('Contoso');
  const group = await customer.admin.post('/customer/roomGroups', { name: 'Upstairs' });
  groupId = String(group.body['id']);
  rooms = [];
  for (const roomGroupIds of [[], [groupId], []]) rooms.push((await room(customer, { roomGroupIds })).id);
});

const all = ['tickets.view', 'tickets.update', 'reports.createCustomerIncident'];
const selected = (roomIds: string[], roomGroupIds: string[] = []) => ({ kind: 'selected', roomIds, roomGroupIds });
const roomIdsOf = (answer: { body: Readonly<Record<string, unknown>> }) => answer.body['roomIds'];

/** Somebody of either side with these permissions over a scope. */
async function helper(side: 'customer' | 'partner', scope: object, permissions = all, boundary?: object) {
  if (side === 'customer') {
    return { by: await roleHolder(world, ofCustomer(customer), permissions, { scope }), base: '/customer' };
  }
  const relation = await relate(world, { customer, ...(boundary ? { scope: boundary } : {}) });
  return { by: await roleHolder(world, ofRelation(relation), permissions, { scope }), base: relation.atCustomer };
}

const listed = (by: Caller, base: string, query = '') => by.all(`${base}/tickets?${query}`);

describe.each(['customer', 'partner'] as const)('R52 somebody of the %s', (side) => {
  test('sees a ticket with the rooms in reach only, by room and by group, and the same version as everybody', async () => {
    const [a = '', b = '', c = ''] = rooms;
    const three = await ticket(customer.admin, [c, b, a]);
    for (const [scope, visible] of [
      [selected([a]), [a]],
      [selected([], [groupId]), [b]],
      [selected([c], [groupId]), [c, b]],
      [{ kind: 'allRooms' }, [c, b, a]],
    ] as const) {
      const { by, base } = await helper(side, scope);
      const read = await by.get(`${base}/tickets/${three.id}`);
      expect(read.body).toEqual({ ...three, roomIds: visible });
      expect(await listed(by, base)).toEqual([read.body]);
    }
  });

  test('finds no ticket without a room in reach: not by id, not in the list, not by its room', async () => {
    const [a = '', b = '', c = ''] = rooms;
    const hidden = await ticket(customer.admin, [b]);
    const partly = await ticket(customer.admin, [a, c]);
    const { by, base } = await helper(side, selected([a]));
    expect(await listed(by, base)).toMatchObject([{ id: partly.id, roomIds: [a] }]);
    expect(await listed(by, base, `roomId=${a}`)).toHaveLength(1);
    // That the ticket also names the other room is none of the caller's business.
    expect(await listed(by, base, `roomId=${c}`)).toEqual([]);
    expect(await listed(by, base, `roomId=${b}`)).toEqual([]);
    for (const answer of [
      await by.get(`${base}/tickets/${hidden.id}`),
      await by.patch(`${base}/tickets/${hidden.id}`, { severity: 'important' }),
      await by.post(`${base}/tickets/${hidden.id}/messages`, { text: 'x' }),
      await by.post(`${base}/tickets/${hidden.id}/close`, { reason: 'x' }),
    ]) {
      expect(answer).toMatchObject(refused(404, 'notFound'));
    }
  });

  test('changes a ticket with all of its rooms in reach, in whichever assignments: else 403 scopeTooNarrow', async () => {
    const [a = '', b = '', c = ''] = rooms;
    const { id } = await ticket(customer.admin, [a, b]);
    const { by, base } = await helper(side, selected([a, c]));
    const path = `${base}/tickets/${id}`;
    const attempts = [
      () => by.patch(path, { severity: 'important' }),
      () => by.post(`${path}/messages`, { text: 'x' }),
      () => by.post(`${path}/close`, { reason: 'x' }),
    ];
    for (const attempt of attempts) expect(await attempt()).toMatchObject(refused(403, 'scopeTooNarrow'));
    const path2 = `/customer/roomGroups/${groupId}/rooms/${a}`;
    await customer.admin.put(path2);
    const { by: other, base: base2 } = await helper(
      side === 'partner' ? 'customer' : 'partner',
      selected([], [groupId]),
    );
    expect(await other.patch(`${base2}/tickets/${id}`, { severity: 'important' })).toMatchObject({ status: 200 });
    await customer.admin.delete(path2);
    expect(await other.patch(`${base2}/tickets/${id}`, { severity: 'warning' })).toMatchObject(
      refused(403, 'scopeTooNarrow'),
    );
  });

  test('R51 records an issue with rooms in reach only: else 422 roomUnknown', async () => {
    const [a = '', b = '', c = ''] = rooms;
    const { by, base } = await helper(side, selected([a], [groupId]));
    const made = await ticket(by, [b, a], { base });
    expect(made).toMatchObject({ roomIds: [b, a], createdBy: { userId: by.objectId, tenantId: by.tenantId } });
    const beyond = { title: 'T', description: '', roomIds: [a, c], highImpact: true };
    expect(await by.post(`${base}/tickets`, beyond)).toMatchObject(refused(422, 'roomUnknown'));
    expect((await customer.admin.get(`/customer/rooms/${c}`)).body['health']).toBe('healthy');
  });

  test('R8 each permission counts with its own scope', async () => {
    const [a = '', b = ''] = rooms;
    const { by, base } = await helper(side, selected([a, b]), ['tickets.view']);
    const relationless = ticket(customer.admin, [a]);
    const { id } = await relationless;
    expect(await by.get(`${base}/tickets/${id}`)).toMatchObject({ status: 200 });
    expect(await by.patch(`${base}/tickets/${id}`, {})).toMatchObject(refused(403, 'permissionDenied'));
    const issue = { title: 'T', description: '', roomIds: [a], highImpact: true };
    expect(await by.post(`${base}/tickets`, issue)).toMatchObject(refused(403, 'permissionDenied'));
  });
});

test('R51 R8 the rooms of an issue may be in reach through different assignments', async () => {
  const [a = '', b = ''] = rooms;
  const by = await roleHolder(world, ofCustomer(customer), all, { scope: selected([a]) });
  await roleHolder(world, ofCustomer(customer), all, { scope: selected([b]), person: by });
  const { id } = await ticket(by, [a, b]);
  expect(await by.post(`/customer/tickets/${id}/close`, { reason: 'done' })).toMatchObject({ status: 200 });
});

test('R33 R52 the relationship bounds what an assignment over all rooms reaches', async () => {
  const [a = '', b = ''] = rooms;
  const both = await ticket(customer.admin, [a, b]);
  const only = await ticket(customer.admin, [b]);
  const { by, base } = await helper('partner', { kind: 'allRooms' }, all, selected([a]));
  expect(roomIdsOf(await by.get(`${base}/tickets/${both.id}`))).toEqual([a]);
  expect(await listed(by, base)).toHaveLength(1);
  expect(await by.get(`${base}/tickets/${only.id}`)).toMatchObject(refused(404, 'notFound'));
  const answer = await by.post(`${base}/tickets/${both.id}/close`, { reason: 'x' });
  expect(answer).toMatchObject(refused(403, 'scopeTooNarrow'));
});

test('R61 R63 while changes of tickets need approval they are not made; messages and new issues are never held back', async () => {
  const [a = ''] = rooms;
  const relation = await relate(world, { customer, changeControl: { 'tickets.update': 'manual' } });
  const { primaryAdmin: by, atCustomer: base } = relation;
  const { id, etag } = await ticket(by, [a], { base });
  for (const answer of [
    await by.patch(`${base}/tickets/${id}`, { severity: 'important' }),
    await by.post(`${base}/tickets/${id}/close`, { reason: 'x' }),
  ]) {
    expect(answer.status).not.toBe(200);
  }
  expect((await customer.admin.get(`/customer/tickets/${id}`)).etag).toBe(etag);
  expect(await by.post(`${base}/tickets/${id}/messages`, { text: 'x' })).toMatchObject({ status: 201 });
});
