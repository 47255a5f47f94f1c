import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { refused } from '../../support/refused.ts';
import { room } from '../../support/room.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const path = '/enrollments';
let customer: WorldTenant;
let enrollmentKey: string;
let roomId: string;
const accountUpn = 'Boardroom@contoso.example';
beforeEach(async () => {
  customer = await world.tenant('Contoso');
  enrollmentKey = String((await customer.admin.get('/customer/enrollmentKey')).body['key']);
  ({ id: roomId } = await room(customer, { accountUpn }));
});

const good = () => ({ tenantId: customer.tenantId, enrollmentKey, accountUpn });
const enroll = (change: object = {}) => world.nobody.post(path, { ...good(), ...change });
const enrollment = async () => (await customer.admin.get(`/customer/rooms/${roomId}`)).body['enrollment'];
const events = async () =>
  (await customer.admin.get('/customer/auditEvents?category=Room&operation=Update')).body.value;

test('the key enrolls a room that is onboarding, and answers the same again', async () => {
  const first = await enroll();
  expect(first).toMatchObject({ status: 200, text: JSON.stringify({ roomId, enrollment: 'enrolled' }) });
  expect(await enrollment()).toBe('enrolled');
  const again = await enroll({ accountUpn: ' boardroom@CONTOSO.example' });
  expect(again).toMatchObject({ status: 200, text: first.text });
});

test('R90 it is one event, of the side system and of nobody', async () => {
  await enroll();
  await enroll();
  const list = await events();
  expect(list).toMatchObject([
    {
      activity: { category: 'Room', operation: 'Update', objectId: roomId, tenantId: customer.tenantId },
      side: 'system',
      user: { userId: '', userTenantId: '' },
      changes: [{ path: '/enrollment', from: 'onboarding', to: 'enrolled' }],
    },
  ]);
  expect(list[0]?.['through']).toBeUndefined();
  expect(await customer.admin.all('/customer/auditEvents?side=system')).toHaveLength(1);
});

test('wrong tenant, key or account, or a room that was unenrolled: one and the same 401, and no event', async () => {
  const other = await world.tenant('Fabrikam');
  const headers = { 'x-request-id': 'same' };
  const attempts = [
    { tenantId: randomUUID() },
    { tenantId: other.tenantId },
    { enrollmentKey: '' },
    { enrollmentKey: 'x'.repeat(48) },
    { enrollmentKey: enrollmentKey.toUpperCase() },
    { enrollmentKey: `${enrollmentKey} ` },
    { accountUpn: 'nobody@contoso.example' },
    { accountUpn: roomId },
  ];
  const answers = [];
  for (const wrong of attempts) answers.push(await world.nobody.post(path, { ...good(), ...wrong }, headers));
  await customer.admin.post(`/customer/rooms/${roomId}/enroll`);
  await customer.admin.post(`/customer/rooms/${roomId}/unenroll`);
  answers.push(await world.nobody.post(path, good(), headers));
  for (const answer of answers) {
    expect(answer).toMatchObject(refused(401, 'unauthenticated'));
    expect(answer.text).toBe(answers[0]?.text);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  }
  expect(await enrollment()).toBe('unenrolled');
  expect((await events()).map(({ side }) => side)).toEqual(['customer', 'customer']);
});

test('without the right key one read tells nothing: the same for every tenant and account', async () => {
  for (const wrong of [{}, { tenantId: randomUUID() }, { accountUpn: 'nobody@contoso.example' }]) {
    world.storeCalls();
    await enroll({ enrollmentKey: 'wrong', ...wrong });
    expect(world.storeCalls().map(({ kind }) => kind)).toEqual(['query']);
  }
});

test('a key that was reset lets no device in; rooms that are enrolled stay so', async () => {
  await enroll();
  const { body } = await customer.admin.post('/customer/enrollmentKey/reset');
  expect(await enroll()).toMatchObject(refused(401, 'unauthenticated'));
  expect((await enroll({ enrollmentKey: String(body['key']) })).status).toBe(200);
  expect(await enrollment()).toBe('enrolled');
});

test('the account of a room is what the customer last said', async () => {
  await customer.admin.patch(`/customer/rooms/${roomId}`, { accountUpn: 'moved@contoso.example' });
  expect(await enroll()).toMatchObject(refused(401, 'unauthenticated'));
  expect((await enroll({ accountUpn: 'moved@contoso.example' })).status).toBe(200);
});

test('many devices of one room at once: all are answered, one event', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => enroll()));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(await events()).toHaveLength(1);
});

test('a dry run says what would be, and enrolls nothing', async () => {
  const { body } = await world.nobody.post(`${path}?dryRun=true`, good());
  expect(body).toMatchObject({ dryRun: true, wouldChange: [{ category: 'Room', objectId: roomId }] });
  expect(await enrollment()).toBe('onboarding');
  const wrong = await world.nobody.post(`${path}?dryRun=true`, { ...good(), enrollmentKey: 'wrong' });
  expect(wrong).toMatchObject(refused(401, 'unauthenticated'));
});

describe('size, type and shape come first', () => {
  test('too large is 413, another type 415, and what is wrong by itself 400', async () => {
    const large = JSON.stringify(good()).padEnd(65_537);
    expect(await world.nobody.post(path, large)).toMatchObject(refused(413, 'bodyTooLarge'));
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-encoding': 'gzip' }]) {
      expect(await world.nobody.post(path, good(), headers)).toMatchObject(refused(415, 'unsupportedMediaType'));
    }
    for (const body of ['{', '[]', {}, { ...good(), tenantId: 'contoso' }, { ...good(), bogus: 1 }]) {
      expect(await world.nobody.post(path, body)).toMatchObject(refused(400, 'invalidRequest'));
    }
    expect(await world.nobody.post(`${path}?bogus=1`, good())).toMatchObject(refused(400, 'invalidRequest'));
    expect(await enrollment()).toBe('onboarding');
  });

  test('a chunked body is 400 and told so', async () => {
    const response = await fetch(String(world.product.api[0]) + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([JSON.stringify(good())]).stream(),
      duplex: 'half',
    });
    const { code, detail } = (await response.json()) as { code: string; detail: string };
    expect({ status: response.status, code }).toEqual({ status: 400, code: 'invalidRequest' });
    expect(detail).toContain('chunked');
  });

  test('a token that is sent along changes nothing', async () => {
    const answer = await world.bearer('wrong').post(path, good());
    expect(answer.status).toBe(200);
  });
});
