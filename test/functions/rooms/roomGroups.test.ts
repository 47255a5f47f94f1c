import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { end, invitationTo, relate } from '../../support/relationship.ts';
import { ofCustomer, ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
let customer: WorldTenant;
beforeAll(async () => {
  world = await startWorld();
  customer = await world.tenant('Contoso');
});
afterAll(() => world.stop());

let made = 0;
async function group(tenant: WorldTenant = customer, name = `Group ${++made}`): Promise<string> {
  const { body } = await tenant.admin.post('/customer/roomGroups', { name });
  return String(body['id']);
}
const only = (groupId: string) => ({ kind: 'selected', roomIds: [], roomGroupIds: [groupId] });

describe('room groups', () => {
  test('a name belongs to one group, compared after NFC and trimming, ignoring case; given up it is free', async () => {
    const first = await group(customer, ' Café One');
    for (const name of ['Café One', 'cafe\u0301 one']) {
      expect(await customer.admin.post('/customer/roomGroups', { name })).toMatchObject(
        refused(409, 'roomGroupNameTaken'),
      );
    }
    expect((await customer.admin.patch(`/customer/roomGroups/${first}`, { name: 'CAFÉ one' })).status).toBe(200);
    await customer.admin.delete(`/customer/roomGroups/${first}`);
    expect((await customer.admin.post('/customer/roomGroups', { name: 'Café One' })).status).toBe(201);
  });

  test('a room is put into a group once and again (204), and taken out (404 when it is not in)', async () => {
    const [groupId, { id }] = [await group(), await room(customer)];
    const address = `/customer/roomGroups/${groupId}/rooms/${id}`;
    for (const _ of [1, 2]) expect((await customer.admin.put(address)).status).toBe(204);
    expect((await customer.admin.get(`/customer/roomGroups/${groupId}`)).body['roomCount']).toBe(1);
    expect((await customer.admin.get(`/customer/rooms/${id}`)).body['roomGroupIds']).toEqual([groupId]);
    expect((await customer.admin.delete(address)).status).toBe(204);
    expect(await customer.admin.delete(address)).toMatchObject(refused(404, 'notFound'));
  });

  test('R53 it shows and counts only rooms in reach; changing it takes the reach of all rooms', async () => {
    const tenant = await world.tenant('Reach');
    const groupId = await group(tenant);
    const [seen] = [await room(tenant, { roomGroupIds: [groupId] }), await room(tenant, { roomGroupIds: [groupId] })];
    const lead = await roleHolder(world, ofCustomer(tenant), ['roomGroups.view', 'roomGroups.modify'], {
      scope: { kind: 'selected', roomIds: [seen.id], roomGroupIds: [] },
    });
    expect((await lead.get(`/customer/roomGroups/${groupId}`)).body['roomCount']).toBe(1);
    expect((await lead.all(`/customer/roomGroups/${groupId}/rooms`)).map(({ id }) => id)).toEqual([seen.id]);
    const change = await lead.patch(`/customer/roomGroups/${groupId}`, { description: 'x' });
    expect(change).toMatchObject(refused(403, 'scopeTooNarrow'));
    const hidden = await group(tenant);
    expect(await lead.get(`/customer/roomGroups/${hidden}`)).toMatchObject(refused(404, 'notFound'));
  });

  test('deleting a group takes it out of its rooms', async () => {
    const groupId = await group();
    const { id } = await room(customer, { roomGroupIds: [groupId] });
    expect((await customer.admin.delete(`/customer/roomGroups/${groupId}`)).status).toBe(204);
    expect((await customer.admin.get(`/customer/rooms/${id}`)).body['roomGroupIds']).toEqual([]);
  });
});

describe('R33 R53 a group that a scope names cannot be deleted, and the answer says what names it', () => {
  const uses = async (tenant: WorldTenant, groupId: string) => {
    const answer = await tenant.admin.delete(`/customer/roomGroups/${groupId}`);
    expect(answer).toMatchObject(refused(409, 'groupInUse'));
    return (answer.body['errors'] as unknown as { message: string }[]).map(({ message }) => message);
  };

  test('an assignment of the customer', async () => {
    const groupId = await group();
    await roleHolder(world, ofCustomer(customer), ['rooms.view'], { scope: only(groupId) });
    expect(await uses(customer, groupId)).toEqual([expect.stringMatching(/^assignment asg_\w+$/)]);
  });

  test('a pending invitation, until it has expired', async () => {
    const groupId = await group();
    const partner = await world.tenant('Tailspin', { partner: true });
    const body = invitationTo(partner, { scope: only(groupId), expiresInDays: 1 });
    const invited = await customer.admin.post('/customer/invitations', body);
    expect(await uses(customer, groupId)).toEqual([`invitation ${String(invited.body['id'])}`]);
    await world.advance({ days: 1, seconds: 1 });
    expect((await customer.admin.delete(`/customer/roomGroups/${groupId}`)).status).toBe(204);
  });

  test('a relationship and an assignment in it, until it has ended', async () => {
    const tenant = await world.tenant('Fabrikam');
    const groupId = await group(tenant);
    const relation = await relate(world, { customer: tenant, scope: only(groupId) });
    await roleHolder(world, ofRelation(relation), ['rooms.view'], { scope: only(groupId) });
    expect(await uses(tenant, groupId)).toEqual([
      `relationship with ${relation.partner.tenantId}`,
      expect.stringMatching(new RegExp(`^assignment asg_\\w+ of partner ${relation.partner.tenantId}$`)),
    ]);
    await end(relation);
    expect((await tenant.admin.delete(`/customer/roomGroups/${groupId}`)).status).toBe(204);
  });
});
