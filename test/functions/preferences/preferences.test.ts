import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const path = '/partner/preferences';
let partner: WorldTenant;
beforeEach(async () => {
  partner = await world.tenant('Tailspin', { partner: true });
});

test('R72 all tickets view is off until somebody turns it on, each person alone', async () => {
  const [ann, ben] = [await world.person(partner.tenantId), await world.person(partner.tenantId)];
  const { status, body, etag } = await ann.get(path);
  expect({ status, body }).toEqual({ status: 200, body: { allTicketsView: false, etag } });
  const on = await ann.patch(path, { allTicketsView: true }, { 'if-match': String(etag) });
  expect(on).toMatchObject({ status: 200, body: { allTicketsView: true } });
  expect(on.etag).not.toBe(etag);
  expect((await ann.get(path)).body).toEqual(on.body);
  expect((await ben.get(path)).body['allTicketsView']).toBe(false);
  expect(await ann.patch(path, {}, { 'if-match': String(etag) })).toMatchObject(refused(412, 'etagMismatch'));

  await world.advance({ seconds: 1 });
  const off = await ann.patch(path, { allTicketsView: false });
  expect(off.body['allTicketsView']).toBe(false);
  expect([etag, on.etag]).not.toContain(off.etag);
});

test('R90 a change is an event in the partner’s own log; a change of nothing is none', async () => {
  const person = await world.person(partner.tenantId);
  const { etag } = await person.get(path);
  for (const body of [{}, { allTicketsView: false }]) {
    expect(await person.patch(path, body)).toMatchObject({ status: 200, etag });
  }
  await person.patch(path, { allTicketsView: true });
  await person.patch(path, { allTicketsView: true });
  const { body } = await partner.admin.get('/customer/auditEvents?category=Settings&operation=Update');
  expect(body.value).toMatchObject([
    {
      activity: { objectId: person.objectId, tenantId: partner.tenantId },
      user: { userId: person.objectId },
      changes: [{ path: '/allTicketsView', from: false, to: true }],
    },
  ]);
});

test('anything but on and off is refused', async () => {
  for (const body of [{ allTicketsView: null }, { allTicketsView: 'yes' }, { bogus: true }]) {
    expect(await partner.admin.patch(path, body)).toMatchObject(refused(400, 'invalidRequest'));
  }
});
