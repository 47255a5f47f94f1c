import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { refused } from '../../support/refused.ts';
import { relate } from '../../support/relationship.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const setPartner = ({ tenantId, name, domain }: WorldTenant, partner: boolean) =>
  world.operator.put(`/platform/tenants/${tenantId}`, {
    displayName: name,
    defaultDomain: domain,
    domains: [domain],
    partner,
  });

describe('R2 a tenant that is not registered', () => {
  test.each([
    ['GET', '/me'],
    ['GET', '/permissions'],
    ['GET', '/operations/op_0'],
    ['GET', '/customer/invitations'],
    ['GET', '/customer/rooms'],
    ['POST', '/customer/rooms'],
    ['GET', '/partner/invitations'],
    ['GET', '/partner/customers'],
    ['GET', `/partner/customers/${randomUUID()}`],
    ['POST', '/partner/invitations/inv_0/accept'],
  ])('gets 403 tenantNotRegistered for %s %s, its Global Administrator too', async (method, path) => {
    const stranger = await world.person(randomUUID(), { globalAdministrator: true });
    expect(await stranger.call(method, path)).toMatchObject(refused(403, 'tenantNotRegistered'));
  });
});

test('R2 the operator’s tenant needs no registration for /me, /permissions and /operations, and for the rest it does', async () => {
  const { status, body } = await world.operator.get('/me');
  expect({ status, body }).toMatchObject({ status: 200, body: { tenantRoles: [], groups: { source: 'token' } } });
  expect((await world.operator.get('/permissions')).status).toBe(200);
  expect(await world.operator.get('/operations/op_0')).toMatchObject(refused(404, 'notFound'));
  expect(await world.operator.get('/customer/rooms')).toMatchObject(refused(403, 'tenantNotRegistered'));
});

test('R2 the partner routes of a tenant that is not onboarded are 403 partnerNotOnboarded; it is a customer all the same', async () => {
  const { admin } = await world.tenant('Contoso');
  for (const path of ['/partner/invitations', '/partner/customers', '/partner/tenantManagers', '/partner/directory']) {
    expect(await admin.get(path)).toMatchObject(refused(403, 'partnerNotOnboarded'));
  }
  const atCustomer = await admin.get(`/partner/customers/${randomUUID()}/rooms`);
  expect(atCustomer).toMatchObject(refused(403, 'partnerNotOnboarded'));
  expect((await admin.get('/customer/rooms')).status).toBe(200);
});

test('R2 a partner is a customer too', async () => {
  const { admin } = await world.tenant('Tailspin', { partner: true });
  expect((await admin.post('/customer/rooms', { name: 'Own', accountUpn: 'own@x.example' })).status).toBe(201);
  expect((await admin.all('/customer/rooms')).map(({ name }) => name)).toEqual(['Own']);
});

test('R2 when a partner’s onboarding is taken back nothing gives it access; the customer still sees and ends it', async () => {
  const { customer, partner, primaryAdmin, atCustomer, withPartner } = await relate(world);
  expect((await primaryAdmin.get(`${atCustomer}/rooms`)).status).toBe(200);
  await setPartner(partner, false);
  for (const path of [atCustomer, `${atCustomer}/rooms`, '/partner/customers']) {
    expect(await primaryAdmin.get(path)).toMatchObject(refused(403, 'partnerNotOnboarded'));
    expect(await partner.admin.get(path)).toMatchObject(refused(403, 'partnerNotOnboarded'));
  }
  expect(await customer.admin.get(withPartner)).toMatchObject({ status: 200, body: { state: 'active' } });
  expect(await customer.admin.all('/customer/partners')).toHaveLength(1);

  await setPartner(partner, true);
  expect((await primaryAdmin.get(`${atCustomer}/rooms`)).status).toBe(200);
  await setPartner(partner, false);
  const ended = await customer.admin.ended(await customer.admin.delete(withPartner));
  expect(ended).toMatchObject({ status: 'succeeded', result: { state: 'terminated' } });
});

test('R2 R20 one whose onboarding is taken back can not be invited', async () => {
  const partner = await world.tenant('Tailspin', { partner: true });
  const { admin } = await world.tenant('Contoso');
  const resolve = () => admin.get(`/customer/partnerDirectory?domain=${partner.domain}`);
  expect((await resolve()).status).toBe(200);
  await setPartner(partner, false);
  expect(await resolve()).toMatchObject(refused(404, 'partnerDomainUnknown'));
});
