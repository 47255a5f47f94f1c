import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { room } from '../../support/room.ts';
import { ofCustomer, roleHolder } from '../../support/roleHolder.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
let customer: WorldTenant;
beforeAll(async () => {
  world = await startWorld();
  customer = await world.tenant('Contoso');
});
afterAll(() => world.stop());

const upn = (name: string) => `${name}@rooms.example`;
const patch = (id: string, body: unknown, headers?: Record<string, string>) =>
  customer.admin.patch(`/customer/rooms/${id}`, body, headers);

describe('making a room', () => {
  test('R50 a new room is being onboarded, healthy, in the ring General, and stored as given', async () => {
    const made = await customer.admin.post('/customer/rooms', {
      name: ' Café ',
      site: 'Tokyo',
      country: 'JP',
      accountUpn: upn('cafe'),
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: ' Café ',
        site: 'Tokyo',
        country: 'JP',
        enrollment: 'onboarding',
        health: 'healthy',
        roomGroupIds: [],
      },
    });
    const { body } = await customer.admin.get(`/customer/rooms/${String(made.body['id'])}`);
    expect(body).toEqual(made.body);
    const rings = await customer.admin.all('/customer/updateRings');
    expect(rings.find(({ id }) => id === body['updateRingId'])).toMatchObject({ name: 'General' });
  });

  test('an account belongs to one room of a customer, whatever its case, and to one of every customer', async () => {
    const first = await room(customer, { accountUpn: upn('taken') });
    const again = { name: 'Other', accountUpn: upn('TAKEN') };
    expect(await customer.admin.post('/customer/rooms', again)).toMatchObject(refused(409, 'roomAccountTaken'));
    const other = await world.tenant('Fabrikam');
    expect((await other.admin.post('/customer/rooms', again)).status).toBe(201);
    expect((await patch(first.id, { accountUpn: upn('given-up') })).status).toBe(200);
    expect((await customer.admin.post('/customer/rooms', again)).status).toBe(201);
  });

  test('of several rooms with one account at once exactly one is made', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        customer.admin.post('/customer/rooms', { name: `Racer ${at}`, accountUpn: upn('race') }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(answer).toMatchObject(refused(409, 'roomAccountTaken'));
    }
  });

  test.each([
    ['no name', { accountUpn: 'x@x.example' }],
    ['a blank name', { name: ' \u00a0 ', accountUpn: 'x@x.example' }],
    ['a name too long', { name: 'x'.repeat(257), accountUpn: 'x@x.example' }],
    ['a control character', { name: 'a\u0007b', accountUpn: 'x@x.example' }],
    ['a country in words', { name: 'x', accountUpn: 'x@x.example', country: 'Japan' }],
    ['what is derived', { name: 'x', accountUpn: 'x@x.example', health: 'healthy' }],
    ['half a surrogate pair', { name: '\ud800', accountUpn: 'x@x.example' }],
  ])('refused: %s (400), and nothing is made', async (_, body) => {
    const before = (await customer.admin.all('/customer/rooms')).length;
    expect(await customer.admin.post('/customer/rooms', body)).toMatchObject(refused(400, 'invalidRequest'));
    expect(await customer.admin.all('/customer/rooms')).toHaveLength(before);
  });

  test('R53 only who reaches all rooms makes one: 403 scopeTooNarrow', async () => {
    const seen = await room(customer);
    const narrow = await roleHolder(world, ofCustomer(customer), ['rooms.create', 'rooms.view'], {
      scope: { kind: 'selected', roomIds: [seen.id], roomGroupIds: [] },
    });
    const body = { name: 'x', accountUpn: upn('narrow') };
    expect(await narrow.post('/customer/rooms', body)).toMatchObject(refused(403, 'scopeTooNarrow'));
  });
});

describe('changing a room', () => {
  test('merge patch: null takes a member away, what is absent stays, name and account cannot go', async () => {
    const { id } = await room(customer, { site: 'S', country: 'DE' });
    const changed = await patch(id, { site: null });
    expect(changed.body['site']).toBeUndefined();
    expect(changed.body['country']).toBe('DE');
    for (const member of ['name', 'accountUpn']) {
      expect(await patch(id, { [member]: null })).toMatchObject(refused(400, 'invalidRequest'));
    }
  });

  test('a change has a new etag, none the same; a stale If-Match is 412 and changes nothing', async () => {
    const made = await room(customer, { name: 'First' });
    const etag = String(made['etag']);
    expect(await patch(made.id, { name: 'First' })).toMatchObject({ status: 200, etag });
    const changed = await patch(made.id, { name: 'Second' }, { 'if-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.etag).not.toBe(etag);
    expect(await patch(made.id, { name: 'Third' }, { 'if-match': etag })).toMatchObject(refused(412, 'etagMismatch'));
    expect((await customer.admin.get(`/customer/rooms/${made.id}`)).body).toEqual(changed.body);
  });

  test('R50 a room is enrolled from onboarding and unenrolled, unenrolled from enrolled only: else 409 roomState', async () => {
    const { id } = await room(customer);
    const act = (action: string) => customer.admin.post(`/customer/rooms/${id}/${action}`);
    expect(await act('unenroll')).toMatchObject(refused(409, 'roomState'));
    expect(await act('enroll')).toMatchObject({ status: 200, body: { enrollment: 'enrolled' } });
    expect(await act('enroll')).toMatchObject(refused(409, 'roomState'));
    expect(await act('unenroll')).toMatchObject({ status: 200, body: { enrollment: 'unenrolled' } });
    expect(await act('enroll')).toMatchObject({ status: 200, body: { enrollment: 'enrolled' } });
  });
});

test('the list filters, searches and sorts by name, ignoring case, and otherwise comes in the order of making', async () => {
  const tenant = await world.tenant('Sorted');
  const bravo = await room(tenant, { name: 'bravo', site: 'Kyoto' });
  const alpha = await room(tenant, { name: 'Alpha' });
  const charlie = await room(tenant, { name: 'charlie', accountUpn: upn('special') });
  await tenant.admin.post(`/customer/rooms/${alpha.id}/enroll`);
  const ids = async (query: string) => (await tenant.admin.all(`/customer/rooms${query}`)).map(({ id }) => String(id));
  expect(await ids('')).toEqual([bravo.id, alpha.id, charlie.id]);
  expect(await ids('?orderBy=name&top=1')).toEqual([alpha.id, bravo.id, charlie.id]);
  expect(await ids('?orderBy=-name&top=2')).toEqual([charlie.id, bravo.id, alpha.id]);
  expect(await ids('?search=KYO')).toEqual([bravo.id]);
  expect(await ids('?search=Special')).toEqual([charlie.id]);
  expect(await ids('?enrollment=enrolled')).toEqual([alpha.id]);
  expect(await ids('?enrollment=onboarding,unenrolled')).toEqual([bravo.id, charlie.id]);
  expect(await ids('?health=disconnected')).toEqual([]);
  expect(await tenant.admin.get('/customer/rooms?health=broken')).toMatchObject(refused(400, 'invalidRequest'));
  expect(await tenant.admin.get('/customer/rooms?orderBy=site')).toMatchObject(refused(400, 'invalidRequest'));
});
