import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { relate, type Relation } from '../../support/relationship.ts';
import { ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { startWorld, type World, type WorldPerson, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let customer: WorldTenant;
let mine: string;
let outside: string;
let relation: Relation;
let primaryAdmin: WorldPerson;
const at = (roomId: string) => `${relation.atCustomer}/rooms/${roomId}`;
const stored = async (roomId = mine) => (await customer.admin.get(`/customer/rooms/${roomId}`)).body;
const events = async () => (await customer.admin.get('/customer/auditEvents?category=Room&side=partner')).body.value;

beforeEach(async () => {
  customer = await world.tenant('Contoso');
  [mine, outside] = [(await room(customer, { site: 'Berlin' })).id, (await room(customer)).id];
  relation = await relate(world, { customer, scope: { kind: 'selected', roomIds: [mine] } });
  ({ primaryAdmin } = relation);
});

describe('rooms', () => {
  test('R10 R93 a partner changes rooms in reach; the event tells who, which side and through what', async () => {
    const changed = await primaryAdmin.patch(at(mine), { name: 'New', site: null });
    expect(changed).toMatchObject({ status: 200, body: { name: 'New' } });
    expect('site' in changed.body).toBe(false);
    expect(await stored()).toEqual(changed.body);
    expect(await primaryAdmin.patch(at(outside), { name: 'x' })).toMatchObject(refused(404, 'notFound'));
    expect(await events()).toMatchObject([
      {
        activity: { category: 'Room', operation: 'Update', objectId: mine, tenantId: customer.tenantId },
        user: { userId: primaryAdmin.objectId, userTenantId: relation.partner.tenantId },
        through: { roleId: 'primaryAdmin', assignmentId: 'assignedAdmins' },
        changes: [{ path: '/name' }, { path: '/site', from: 'Berlin' }],
      },
    ]);
  });

  test('the account of a room is the customer’s: 403, unless it is left as it is', async () => {
    const { accountUpn, name } = await stored();
    const other = await primaryAdmin.patch(at(mine), { accountUpn: 'other@x.example' });
    expect(other).toMatchObject(refused(403, 'permissionDenied'));
    expect((await primaryAdmin.patch(at(mine), { accountUpn })).status).toBe(200);
    expect(await stored()).toMatchObject({ accountUpn, name });
    expect(await events()).toMatchObject([{ activity: { resultStatus: 'Failed' }, side: 'partner' }]);
  });

  test('a partner enrolls from onboarding and unenrolled; taking a room out or adding one is the customer’s', async () => {
    expect(await primaryAdmin.post(`${at(mine)}/enroll`)).toMatchObject({
      status: 200,
      body: { enrollment: 'enrolled' },
    });
    expect(await primaryAdmin.post(`${at(mine)}/enroll`)).toMatchObject(refused(409, 'roomState'));
    expect(await primaryAdmin.post(`${at(outside)}/enroll`)).toMatchObject(refused(404, 'notFound'));
    expect(await primaryAdmin.post(`${at(mine)}/unenroll`)).toMatchObject(refused(403, 'permissionDenied'));
    const added = await primaryAdmin.post(at('').slice(0, -1), { name: 'x', accountUpn: 'x@x.example' });
    expect(added).toMatchObject(refused(403, 'permissionDenied'));
    await customer.admin.post(`/customer/rooms/${mine}/unenroll`);
    expect((await primaryAdmin.post(`${at(mine)}/enroll`)).status).toBe(200);
  });

  test('R8 a permission over another room changes nothing here', async () => {
    const second = (await room(customer)).id;
    const wide = await relate(world, { customer });
    const scope = { kind: 'selected', roomIds: [mine] };
    const delegate = await roleHolder(world, ofRelation(wide), ['rooms.view', 'rooms.modify'], { scope });
    await roleHolder(world, ofRelation(wide), ['rooms.view'], { person: delegate });
    expect((await delegate.patch(at(mine), { name: 'Mine' })).status).toBe(200);
    expect((await delegate.get(at(second))).status).toBe(200);
    expect(await delegate.patch(at(second), { name: 'x' })).toMatchObject(refused(404, 'notFound'));
  });

  test('R61 where the customer wants to approve rooms.modify nothing is changed at once, by nobody of the partner', async () => {
    const manual = await relate(world, { customer, changeControl: { 'rooms.modify': 'manual' } });
    const before = await stored();
    for (const held of [
      await manual.primaryAdmin.patch(at(mine), { name: 'x' }),
      await manual.primaryAdmin.post(`${at(mine)}/enroll`),
    ]) {
      expect([202, 403]).toContain(held.status);
    }
    expect(await stored()).toEqual(before);
    expect((await customer.admin.patch(`/customer/rooms/${mine}`, { name: 'Customer' })).status).toBe(200);
    expect((await primaryAdmin.patch(at(mine), { name: 'Other partner' })).status).toBe(200);
  });

  test('a version that is not the latest changes nothing', async () => {
    const { etag } = await primaryAdmin.get(at(mine));
    expect((await primaryAdmin.patch(at(mine), { name: 'one' }, { 'if-match': String(etag) })).status).toBe(200);
    const stale = await primaryAdmin.patch(at(mine), { name: 'two' }, { 'if-match': String(etag) });
    expect(stale).toMatchObject(refused(412, 'etagMismatch'));
  });
});

test('room groups are the customer’s: a partner sees them, and changes none (403 before 404)', async () => {
  const { body } = await customer.admin.post('/customer/roomGroups', { name: 'Group' });
  const groupId = String(body['id']);
  await customer.admin.put(`/customer/roomGroups/${groupId}/rooms/${mine}`);
  const groups = `${relation.atCustomer}/roomGroups`;
  expect(await primaryAdmin.all(groups)).toMatchObject([{ id: groupId, roomCount: 1 }]);
  for (const [method, path, sent] of [
    ['POST', groups, { name: 'x' }],
    ['PATCH', `${groups}/${groupId}`, { name: 'x' }],
    ['PATCH', `${groups}/grp_unknown`, { name: 'x' }],
    ['DELETE', `${groups}/${groupId}`, undefined],
    ['PUT', `${groups}/${groupId}/rooms/${mine}`, undefined],
    ['DELETE', `${groups}/${groupId}/rooms/${mine}`, undefined],
  ] as const) {
    expect(await primaryAdmin.call(method, path, sent)).toMatchObject(refused(403, 'permissionDenied'));
  }
  expect(await primaryAdmin.all(`${groups}/${groupId}/rooms`)).toHaveLength(1);
});
