import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { ofCustomer, roleHolder } from '../../support/roleHolder.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const path = '/customer/enrollmentKey';
let customer: WorldTenant;
beforeEach(async () => {
  customer = await world.tenant('Contoso');
});

test('a customer has one key, the same every time, and no other customer has it', async () => {
  const { status, body, etag } = await customer.admin.get(path);
  expect({ status, etag, members: Object.keys(body).sort() }).toEqual({
    status: 200,
    etag: undefined,
    members: ['createdAt', 'key'],
  });
  expect(String(body['key'])).toMatch(/^[0-9a-f]{48}$/);
  expect((await customer.admin.get(path)).body).toEqual(body);
  const { admin } = await world.tenant('Fabrikam');
  expect((await admin.get(path)).body['key']).not.toBe(body['key']);
});

test('a reset makes a new one; the event does not tell either of them', async () => {
  const old = await customer.admin.get(path);
  const reset = await customer.admin.post(`${path}/reset`, undefined, { 'if-match': '"ignored"' });
  expect(reset.status).toBe(200);
  expect(reset.body['key']).not.toBe(old.body['key']);
  expect((await customer.admin.get(path)).body).toEqual(reset.body);
  const { text, body } = await customer.admin.get('/customer/auditEvents?operation=Update');
  expect(body.value).toMatchObject([
    { activity: { category: 'Settings', objectName: 'Enrollment key', operation: 'Update' }, side: 'customer' },
  ]);
  for (const key of [old, reset]) expect(text).not.toContain(key.body['key']);
});

test('a reset under an Idempotency-Key is done once', async () => {
  const headers = { 'idempotency-key': 'once' };
  const [first, second] = [
    await customer.admin.post(`${path}/reset`, undefined, headers),
    await customer.admin.post(`${path}/reset`, undefined, headers),
  ];
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
});

test('a dry run of a reset shows no key and keeps the old one', async () => {
  const { body } = await customer.admin.get(path);
  const dry = await customer.admin.post(`${path}/reset?dryRun=true`);
  expect(dry).toMatchObject({ status: 200, body: { dryRun: true, wouldChange: [{ category: 'Settings' }] } });
  expect(dry.text).not.toMatch(/[0-9a-f]{48}/);
  expect((await customer.admin.get(path)).body).toEqual(body);
});

test('rooms.downloadKey shows it, rooms.resetKey resets it', async () => {
  const [shows, resets] = [
    await roleHolder(world, ofCustomer(customer), ['rooms.downloadKey']),
    await roleHolder(world, ofCustomer(customer), ['rooms.resetKey']),
  ];
  expect((await shows.get(path)).status).toBe(200);
  expect(await shows.post(`${path}/reset`)).toMatchObject(refused(403, 'permissionDenied'));
  expect(await resets.get(path)).toMatchObject(refused(403, 'permissionDenied'));
  expect((await resets.post(`${path}/reset`)).status).toBe(200);
});
