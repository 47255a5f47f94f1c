import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { refused } from '../../support/refused.ts';
import { end, relate } from '../../support/relationship.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const text: unknown = expect.any(String);

test('R12 R30 the customer sees its relationship: state, scope, change control, Primary admins by name, since when', async () => {
  const { customer, partner, primaryAdmin, withPartner, invitation, invitationId } = await relate(world);
  const seen = await customer.admin.get(withPartner);
  expect(seen.body).toEqual({
    partnerId: partner.tenantId,
    partnerDisplayName: 'Tailspin',
    state: 'active',
    scope: { kind: 'allRooms' },
    changeControl: invitation['changeControl'],
    invitationId,
    primaryAdmins: [{ ...primaryAdmin.member, displayName: 'Pia' }],
    activatedAt: text,
    etag: seen.etag,
  });
  expect(await customer.admin.all('/customer/partners')).toEqual([seen.body]);
});

test('R5 R30 the partner sees its customer’s metadata, and each person the roles that they have there', async () => {
  const { customer, partner, primaryAdmin, atCustomer } = await relate(world);
  const seen = await primaryAdmin.get(atCustomer);
  const metadata = {
    customerId: customer.tenantId,
    displayName: 'Contoso',
    defaultDomain: customer.domain,
    state: 'active',
    activatedAt: text,
    etag: seen.etag,
  };
  const myRoles = [{ roleId: 'primaryAdmin', roleName: 'Primary admin', assignmentId: 'assignedAdmins' }];
  expect(seen.body).toEqual({ ...metadata, myRoles });
  expect(await primaryAdmin.all('/partner/customers')).toEqual([seen.body]);
  const byAdmin = await partner.admin.get(atCustomer);
  expect(byAdmin.body).toEqual({ ...metadata, myRoles: [] });
  expect(await partner.admin.all('/partner/customers')).toEqual([byAdmin.body]);
});

test('R5 GA and Tenant managers of the partner see metadata and no customer data; the same for everything under the customer', async () => {
  const { customer, partner, atCustomer } = await relate(world);
  const { body: room } = await customer.admin.post('/customer/rooms', { name: 'A', accountUpn: 'a@x.example' });
  const manager = await world.person(partner.tenantId);
  await partner.admin.post('/partner/tenantManagers', manager.member);
  for (const person of [partner.admin, manager]) {
    expect((await person.get(atCustomer)).status).toBe(200);
    for (const path of [
      'rooms',
      `rooms/${String(room['id'])}`,
      'rooms/room_0',
      'roomGroups',
      'roles',
      'roles/primaryAdmin/assignments',
    ]) {
      expect(await person.get(`${atCustomer}/${path}`)).toMatchObject(refused(403, 'permissionDenied'));
    }
  }
});

test('R5 R44 a Tenant manager makes themselves Primary admin, and then has access; the customer sees it', async () => {
  const { customer, partner, atCustomer, withPartner } = await relate(world);
  const manager = await world.person(partner.tenantId, { name: 'Mia' });
  await partner.admin.post('/partner/tenantManagers', manager.member);
  expect((await manager.post(`${atCustomer}/primaryAdmins`, manager.member)).status).toBe(201);
  expect((await manager.get(`${atCustomer}/rooms`)).status).toBe(200);
  const admins = (await customer.admin.get(withPartner)).body['primaryAdmins'];
  expect(admins).toContainEqual({ ...manager.member, displayName: 'Mia' });
});

test('R10 for everybody else a customer is 404, byte-equal to one that does not exist', async () => {
  const { partner, atCustomer, customer } = await relate(world);
  const stranger = await world.person(partner.tenantId);
  const other = await world.tenant('Wingtip', { partner: true });
  const unrelated = await world.tenant('Fabrikam');
  const missing = randomUUID();
  const blank = (answer: { text: string; status: number }, id: string) => ({
    status: answer.status,
    text: answer.text.replaceAll(id, '…').replace(/"requestId":"[^"]+"/, ''),
  });
  for (const person of [stranger, other.admin]) {
    for (const path of ['', '/rooms', '/rooms/room_0', '/primaryAdmins']) {
      const expected = blank(await person.get(`/partner/customers/${missing}${path}`), missing);
      expect(expected.status).toBe(404);
      expect(blank(await person.get(`${atCustomer}${path}`), customer.tenantId)).toEqual(expected);
      const id = unrelated.tenantId;
      expect(blank(await person.get(`/partner/customers/${id}${path}`), id)).toEqual(expected);
    }
    expect(await person.delete(atCustomer)).toMatchObject(refused(404, 'notFound'));
    expect(await person.all('/partner/customers')).toEqual([]);
  }
  for (const id of ['tenant', 'x', customer.tenantId.toUpperCase()]) {
    expect(await partner.admin.get(`/partner/customers/${id}`)).toMatchObject(refused(404, 'notFound'));
  }
});

test('R6 nobody manages their own tenant through the partner routes', async () => {
  const { tenantId, admin } = await world.tenant('Tailspin', { partner: true });
  for (const path of ['', '/rooms', '/primaryAdmins']) {
    expect(await admin.get(`/partner/customers/${tenantId}${path}`)).toMatchObject(refused(404, 'notFound'));
  }
});

test('R9 access to one customer has no influence on another', async () => {
  const one = await relate(world);
  const two = await relate(world, { partner: one.partner });
  expect((await one.primaryAdmin.get(`${one.atCustomer}/rooms`)).status).toBe(200);
  expect(await one.primaryAdmin.get(`${two.atCustomer}/rooms`)).toMatchObject(refused(404, 'notFound'));
  expect(await two.primaryAdmin.get(one.atCustomer)).toMatchObject(refused(404, 'notFound'));
  await end(one);
  expect((await two.primaryAdmin.get(`${two.atCustomer}/rooms`)).status).toBe(200);
});

test('R9 one person who is Primary admin at two customers sees both; the end of one leaves the other', async () => {
  const one = await relate(world);
  const { partner, primaryAdmin } = one;
  const two = await relate(world, { partner, primaryAdmin });
  const seen = async () => (await primaryAdmin.all('/partner/customers')).map(({ customerId }) => customerId);
  expect(await seen()).toEqual([one.customer.tenantId, two.customer.tenantId]);
  await end(one);
  expect(await seen()).toEqual([two.customer.tenantId]);
});

test('R5 the partner’s list: all customers for GA, MSA, Tenant managers; for others those where they have a role', async () => {
  const partner = await world.tenant('Tailspin', { partner: true });
  const relations = [];
  for (let at = 0; at < 3; at++) relations.push(await relate(world, { partner }));
  const ids = relations.map(({ customer }) => customer.tenantId);
  const manager = await world.person(partner.tenantId);
  await partner.admin.post('/partner/tenantManagers', manager.member);
  const seen = async (person: { all: typeof manager.all }, query = '') =>
    (await person.all(`/partner/customers${query}`)).map(({ customerId }) => customerId);
  for (const query of ['', '?top=1', '?top=2', '?top=200']) {
    expect(await seen(partner.admin, query)).toEqual(ids);
    expect(await seen(manager, query)).toEqual(ids);
    expect(await seen(relations[1]?.primaryAdmin ?? manager, query)).toEqual([ids[1]]);
  }
  expect(await seen(await world.person(partner.tenantId))).toEqual([]);
});

test('R5 the partner’s list is searched by name and default domain, ignoring case, and filtered by state', async () => {
  const partner = await world.tenant('Tailspin', { partner: true });
  const customer = await world.tenant('Cafe');
  const { tenantId, domain } = customer;
  const renamed = { displayName: 'CAFÉ', defaultDomain: domain, domains: [domain], partner: false };
  await world.operator.put(`/platform/tenants/${tenantId}`, renamed);
  const café = await relate(world, { partner, customer });
  const fabrikam = await relate(world, { partner, customer: await world.tenant('Fabrikam') });
  const found = async (query: string) =>
    (await partner.admin.all(`/partner/customers?${query}`)).map(({ displayName }) => displayName);
  expect(await found('search=af%C3%A9')).toEqual(['CAFÉ']);
  expect(await found(`search=${encodeURIComponent('aFe\u0301')}`)).toEqual(['CAFÉ']);
  expect(await found('search=RIKA')).toEqual(['Fabrikam']);
  expect(await found(`search=${fabrikam.customer.domain.toUpperCase()}`)).toEqual(['Fabrikam']);
  expect(await found('search=%25')).toEqual([]);
  expect(await found('state=active')).toEqual(['CAFÉ', 'Fabrikam']);
  expect(await found('state=activating,suspended')).toEqual([]);
  await end(café);
  expect(await found('state=active,activating,suspended')).toEqual(['Fabrikam']);
  for (const query of ['state=terminated', 'state=', 'state=Active', 'orderBy=name', 'search=a&search=b']) {
    expect(await partner.admin.get(`/partner/customers?${query}`)).toMatchObject(refused(400, 'invalidRequest'));
  }
});

test('R12 the customer lists its partners, those of the past too, and filters by state', async () => {
  const customer = await world.tenant('Contoso');
  const ended = await relate(world, { customer });
  await end(ended);
  const live = await relate(world, { customer });
  const ids = [ended.partner.tenantId, live.partner.tenantId].sort();
  const seen = async (query: string) =>
    (await customer.admin.all(`/customer/partners${query}`)).map(({ partnerId }) => partnerId);
  for (const query of ['', '?top=1', '?top=2', '?top=200', '?state=active,terminated']) {
    expect((await seen(query)).sort()).toEqual(ids);
  }
  expect(await seen('?state=active')).toEqual([live.partner.tenantId]);
  expect(await seen('?state=terminated')).toEqual([ended.partner.tenantId]);
  expect(await seen('?state=activating,suspended,terminating')).toEqual([]);
  expect(await customer.admin.get('/customer/partners?state=ended')).toMatchObject(refused(400, 'invalidRequest'));
});

test('R12 partners are for GA and MSA of the customer; one that there never was is 404', async () => {
  const { customer, withPartner } = await relate(world);
  const somebody = await world.person(customer.tenantId);
  for (const path of ['/customer/partners', withPartner]) {
    expect(await somebody.get(path)).toMatchObject(refused(403, 'permissionDenied'));
  }
  expect(await somebody.delete(withPartner)).toMatchObject(refused(403, 'permissionDenied'));
  for (const id of [randomUUID(), customer.tenantId, 'x']) {
    expect(await customer.admin.get(`/customer/partners/${id}`)).toMatchObject(refused(404, 'notFound'));
    expect(await customer.admin.delete(`/customer/partners/${id}`)).toMatchObject(refused(404, 'notFound'));
  }
});
