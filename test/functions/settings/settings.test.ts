import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { relate } from '../../support/relationship.ts';
import { ofCustomer, roleHolder } from '../../support/roleHolder.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const path = '/customer/settings';
let customer: WorldTenant;
beforeEach(async () => {
  customer = await world.tenant('Contoso');
});

const events = async () => {
  const list = await customer.admin.get('/customer/auditEvents?category=Settings&operation=Update');
  return list.body.value;
};

test('a new customer’s settings: UTC, no addresses, no contact', async () => {
  const { status, body, etag } = await customer.admin.get(path);
  expect({ status, body }).toEqual({ status: 200, body: { timeZone: 'UTC', notificationAddresses: [], etag } });
});

test('a change sets what is given, with one event; null removes; nothing changed is the same version', async () => {
  const given = {
    timeZone: 'Asia/Tokyo',
    notificationAddresses: ['a@x.example', 'b@x.example'],
    supportContact: 'Desk',
  };
  const first = await customer.admin.patch(path, given);
  expect(first).toMatchObject({ status: 200, body: given });
  expect((await customer.admin.get(path)).body).toEqual(first.body);
  const second = await customer.admin.patch(path, { notificationAddresses: ['c@x.example'], supportContact: null });
  const { etag } = second;
  expect(second.body).toEqual({ timeZone: 'Asia/Tokyo', notificationAddresses: ['c@x.example'], etag });
  expect(etag).not.toBe(first.etag);
  expect(await customer.admin.get(path)).toMatchObject({ body: second.body, etag });
  expect(await customer.admin.patch(path, { timeZone: 'Asia/Tokyo' })).toMatchObject({ status: 200, etag });
  expect(await events()).toMatchObject([
    {
      activity: { category: 'Settings', operation: 'Update', objectName: 'Settings', resultStatus: 'Successful' },
      changes: [
        { path: '/notificationAddresses', from: given.notificationAddresses, to: ['c@x.example'] },
        { path: '/supportContact', from: 'Desk' },
      ],
    },
    { changes: [{ path: '/timeZone', from: 'UTC', to: 'Asia/Tokyo' }, {}, { path: '/supportContact', to: 'Desk' }] },
  ]);
  expect((await customer.admin.patch(path, { notificationAddresses: null })).body['notificationAddresses']).toEqual([]);
});

test('a version that is not the latest changes nothing', async () => {
  const { etag } = await customer.admin.get(path);
  await customer.admin.patch(path, { supportContact: 'one' }, { 'if-match': String(etag) });
  const stale = await customer.admin.patch(path, { supportContact: 'two' }, { 'if-match': String(etag) });
  expect(stale).toMatchObject(refused(412, 'etagMismatch'));
  expect((await customer.admin.get(path)).body['supportContact']).toBe('one');
});

describe('what is refused', () => {
  const addresses = (count: number) => Array.from({ length: count }, (_, at) => `a${at}@x.example`);
  test.each([
    [{ timeZone: null }],
    [{ timeZone: 'Mars/Olympus' }],
    [{ timeZone: '' }],
    [{ timeZone: '+01:00' }],
    [{ timeZone: 5 }],
    [{ timeZone: 'UTC\n' }],
    [{ notificationAddresses: addresses(21) }],
    [{ notificationAddresses: ['no address'] }],
    [{ notificationAddresses: ['a@x.example\r\nBcc: b@x.example'] }],
    [{ notificationAddresses: 'a@x.example' }],
    [{ supportContact: ' ' }],
    [{ supportContact: 'two\nlines' }],
    [{ supportContact: 'x'.repeat(2001) }],
  ])('%j', async (body) => {
    expect(await customer.admin.patch(path, body)).toMatchObject(refused(400, 'invalidRequest'));
  });

  test.each([
    [{ timeZone: 'America/Argentina/Buenos_Aires' }],
    [{ timeZone: 'Asia/Kolkata' }],
    [{ notificationAddresses: addresses(20) }],
    [{ supportContact: '😀'.repeat(2000) }],
  ])('and what is not: %#', async (body) => {
    expect(await customer.admin.patch(path, body)).toMatchObject({ status: 200, body });
  });
});

test('settings.view reads, settings.modify changes; without them 403', async () => {
  const viewer = await roleHolder(world, ofCustomer(customer), ['settings.view']);
  expect((await viewer.get(path)).status).toBe(200);
  expect(await viewer.patch(path, { supportContact: 'x' })).toMatchObject(refused(403, 'permissionDenied'));
  const lead = await roleHolder(world, ofCustomer(customer), ['rooms.view', 'rooms.downloadKey']);
  expect(await lead.get(path)).toMatchObject(refused(403, 'permissionDenied'));
});

test('no role of a partner can hold settings or the key: 403 for its best, 404 for its others', async () => {
  const { primaryAdmin, partner, atCustomer } = await relate(world, { customer });
  const nobody = await world.person(partner.tenantId);
  for (const [method, at, body] of [
    ['GET', '/settings', undefined],
    ['PATCH', '/settings', { supportContact: 'x' }],
    ['GET', '/enrollmentKey', undefined],
    ['POST', '/enrollmentKey/reset', undefined],
  ] as const) {
    expect(await primaryAdmin.call(method, atCustomer + at, body)).toMatchObject(refused(403, 'permissionDenied'));
    expect(await nobody.call(method, atCustomer + at, body)).toMatchObject(refused(404, 'notFound'));
  }
  for (const permission of ['settings.view', 'rooms.downloadKey', 'rooms.resetKey']) {
    const role = await primaryAdmin.post(`${atCustomer}/roles`, { name: permission, permissions: [permission] });
    expect(role).toMatchObject(refused(403, 'escalation'));
  }
  expect((await customer.admin.get(path)).body['supportContact']).toBeUndefined();
});
