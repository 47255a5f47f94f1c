import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Body } from '../../support/caller.ts';
import { refused } from '../../support/refused.ts';
import { invite } from '../../support/relationship.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let rooms = 0;
const made = async (customer: WorldTenant, path: string, body: object) =>
  String((await customer.admin.post(path, body)).body['id']);
const room = (customer: WorldTenant, name: string) =>
  made(customer, '/customer/rooms', { name, accountUpn: `room${++rooms}@x.example` });
const group = async (customer: WorldTenant, name: string, roomIds: string[]) => {
  const id = await made(customer, '/customer/roomGroups', { name });
  for (const roomId of roomIds) await customer.admin.put(`/customer/roomGroups/${id}/rooms/${roomId}`);
  return id;
};

test('R24 a pending invitation shows the customer, the scope in numbers and names, change control, terms and expiry', async () => {
  const customer = await world.tenant('Contoso');
  const [a, b, c] = [await room(customer, 'A'), await room(customer, 'B'), await room(customer, 'C')];
  await room(customer, 'Elsewhere');
  const [full, empty] = [await group(customer, 'Floor 1', [a, b]), await group(customer, 'Floor 2', [])];
  const scope = { kind: 'selected', roomIds: [b, c], roomGroupIds: [full, empty] };
  const { partner, ofPartner, invitation, invitationId } = await invite(world, { customer, scope });
  const seen = await partner.admin.get(ofPartner);
  expect(seen.status).toBe(200);
  const { scope: shown, ...rest } = seen.body;
  expect(rest).toEqual({
    id: invitationId,
    customer: { tenantId: customer.tenantId, displayName: 'Contoso', defaultDomain: customer.domain },
    status: 'pending',
    changeControl: invitation['changeControl'],
    acceptedTermsVersion: '2026-11',
    createdAt: invitation['createdAt'],
    expiresAt: invitation['expiresAt'],
    etag: seen.etag,
  });
  expect(shown).toMatchObject({ kind: 'selected', roomCount: 3 });
  const names = (list: Body | undefined) => (list as unknown as { name: string }[]).map(({ name }) => name).sort();
  expect(names(shown?.['rooms'])).toEqual(['B', 'C']);
  expect(shown?.['roomGroups']).toEqual([
    { name: 'Floor 1', roomCount: 2 },
    { name: 'Floor 2', roomCount: 0 },
  ]);
  expect(await partner.admin.all('/partner/invitations')).toEqual([seen.body]);
});

test('R24 of all rooms it shows the number, and no id of anything', async () => {
  const customer = await world.tenant('Contoso');
  const ids = [await room(customer, 'A'), await room(customer, 'B')];
  const { partner, ofPartner } = await invite(world, { customer });
  const { body, text } = await partner.admin.get(ofPartner);
  expect(body['scope']).toEqual({ kind: 'allRooms', roomCount: 2 });
  for (const id of ids) expect(text).not.toContain(id);
});

test('R24 the numbers and names are those of now', async () => {
  const customer = await world.tenant('Contoso');
  const a = await room(customer, 'A');
  const floor = await group(customer, 'Floor', [a]);
  const { partner, ofPartner } = await invite(world, { customer, scope: { kind: 'selected', roomGroupIds: [floor] } });
  const b = await room(customer, 'B');
  await customer.admin.put(`/customer/roomGroups/${floor}/rooms/${b}`);
  await customer.admin.patch(`/customer/roomGroups/${floor}`, { name: 'First floor' });
  const { body } = await partner.admin.get(ofPartner);
  expect(body['scope']).toMatchObject({ roomCount: 2, roomGroups: [{ name: 'First floor', roomCount: 2 }] });
});

test('R5 R24 the partner’s GA, MSA and Tenant managers see invitations; others are 403', async () => {
  const { partner, ofPartner } = await invite(world);
  const people = await Promise.all([1, 2, 3, 4].map(() => world.person(partner.tenantId)));
  const [msa, manager, , nobody] = people;
  const security = await world.group(partner.tenantId);
  const inGroup = await world.person(partner.tenantId, { memberOf: [security.id] });
  await partner.admin.post('/customer/roles/managedServiceAdministrator/assignments', {
    name: 'MSA',
    members: [msa?.member],
    scope: { kind: 'allRooms' },
  });
  await partner.admin.post('/partner/tenantManagers', manager?.member);
  await partner.admin.post('/partner/tenantManagers', security);
  for (const person of [partner.admin, msa, manager, inGroup]) {
    expect((await person?.get(ofPartner))?.status).toBe(200);
    expect(await person?.all('/partner/invitations')).toHaveLength(1);
  }
  const denied = refused(403, 'permissionDenied');
  expect(await nobody?.get('/partner/invitations')).toMatchObject(denied);
  expect(await nobody?.get(ofPartner)).toMatchObject(denied);
  expect(await nobody?.post(`${ofPartner}/decline`)).toMatchObject(denied);
  expect(await nobody?.post(`${ofPartner}/accept`, {})).toMatchObject(denied);
});

test('R24 a Tenant manager who is taken out sees them no longer, from the next request on', async () => {
  const { partner, ofPartner } = await invite(world);
  const manager = await world.person(partner.tenantId);
  await partner.admin.post('/partner/tenantManagers', manager.member);
  expect((await manager.get(ofPartner)).status).toBe(200);
  expect((await partner.admin.delete(`/partner/tenantManagers/${manager.objectId}`)).status).toBe(204);
  expect(await manager.get(ofPartner)).toMatchObject(refused(403, 'permissionDenied'));
});

test('R24 an invitation to one partner is unknown to every other: 404 as for one that does not exist', async () => {
  const { ofPartner, invitationId } = await invite(world);
  const other = await world.tenant('Wingtip', { partner: true });
  const body = { primaryAdmins: [(await world.person(other.tenantId)).member] };
  const asked = [ofPartner, ofPartner.replace(invitationId, 'inv_0'), ofPartner.replace(invitationId, 'tenant')];
  for (const address of asked) {
    expect(await other.admin.get(address)).toMatchObject(refused(404, 'notFound'));
    expect(await other.admin.post(`${address}/accept`, body)).toMatchObject(refused(404, 'notFound'));
    expect(await other.admin.post(`${address}/decline`)).toMatchObject(refused(404, 'notFound'));
  }
  expect(await other.admin.all('/partner/invitations')).toEqual([]);
});

test('R27 the partner’s list has those of all its customers, in the order of making, whatever the page size', async () => {
  const partner = await world.tenant('Tailspin', { partner: true });
  const offers = [];
  for (let at = 0; at < 5; at++) offers.push(await invite(world, { partner }));
  const [, second] = offers;
  await partner.admin.post(`${second?.ofPartner}/decline`);
  const left = offers.filter((offer) => offer !== second).map(({ invitationId }) => invitationId);
  for (const query of ['', '?top=1', '?top=2', '?top=200']) {
    const rows = await partner.admin.all(`/partner/invitations${query}`);
    expect(rows.map(({ id }) => id)).toEqual(left);
  }
});

test('R6 R24 what a customer can do about it is not the partner’s to do', async () => {
  const { partner, ofCustomer } = await invite(world);
  for (const action of ['cancel', 'resend']) {
    const answer = await partner.admin.post(
      `${ofCustomer}/${action}`,
      action === 'resend' ? { expiresInDays: 1 } : undefined,
    );
    expect(answer).toMatchObject(refused(404, 'notFound'));
  }
});
