import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { relate } from '../../support/relationship.ts';
import { ofCustomer, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { ticket } from '../../support/ticket.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let customer: WorldTenant;
let roomId: string;
beforeEach(async () => {
  customer = await world.tenant('Contoso');
  roomId = (await room(customer)).id;
});

const text: unknown = expect.any(String);
const healthOf = async (id: string) => String((await customer.admin.get(`/customer/rooms/${id}`)).body['health']);
const events = async () => (await customer.admin.get('/customer/auditEvents?category=Ticket')).body.value;
const issue = (members: object = {}) => ({
  title: 'T',
  description: '',
  roomIds: [roomId],
  highImpact: false,
  ...members,
});

describe('R51 recording an issue', () => {
  test.each([
    [false, 'warning'],
    [true, 'important'],
  ])('with high impact %s it is a ticket that needs action, of severity %s', async (highImpact, severity) => {
    const created = await customer.admin.post('/customer/tickets', issue({ highImpact, description: 'one\ntwo' }));
    const { body } = await customer.admin.get('/me');
    const by = { userId: body['objectId'], tenantId: customer.tenantId };
    expect(created.body).toEqual({
      id: expect.stringMatching(/^tkt_[0-9a-z]{26}$/),
      number: 1,
      title: 'T',
      description: 'one\ntwo',
      type: 'reported',
      severity,
      state: 'needsAction',
      source: 'reported',
      roomIds: [roomId],
      highImpact,
      messages: [],
      createdAt: text,
      updatedAt: created.body['createdAt'],
      createdBy: by,
      etag: created.etag,
    });
    expect(created).toMatchObject({ status: 201, etag: text });
    const read = await customer.admin.get(`/customer/tickets/${String(created.body['id'])}`);
    expect(read).toMatchObject({ status: 200, body: created.body, etag: created.etag });
  });

  test('tickets are numbered from 1 on, per customer, also when many come at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => ticket(customer.admin, [roomId])));
    expect(made.map(({ number }) => Number(number)).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const other = await world.tenant('Fabrikam');
    expect(await ticket(other.admin, [(await room(other)).id])).toMatchObject({ number: 1 });
  });

  test('a room named twice counts once; up to 50 rooms', async () => {
    expect((await ticket(customer.admin, [roomId, roomId]))['roomIds']).toEqual([roomId]);
    const rooms = await Promise.all(Array.from({ length: 50 }, () => room(customer)));
    const ids = rooms.map(({ id }) => id);
    expect((await ticket(customer.admin, ids))['roomIds']).toEqual(ids);
    expect(await healthOf(ids[49] ?? '')).toBe('unhealthy');
    const answer = await customer.admin.post('/customer/tickets', issue({ roomIds: [...ids, roomId] }));
    expect(answer).toMatchObject(refused(400, 'invalidRequest'));
  });

  test.each([
    [{ roomIds: [] }],
    [{ roomIds: 'room' }],
    [{ title: ' ' }],
    [{ title: 'two\nlines' }],
    [{ highImpact: 'no' }],
    [{ highImpact: null }],
    [{ description: null }],
    [{ severity: 'important' }],
    [{ number: 7 }],
  ])('%j is 400', async (members) => {
    expect(await customer.admin.post('/customer/tickets', issue(members))).toMatchObject(
      refused(400, 'invalidRequest'),
    );
  });

  test('texts are bounded in code points', async () => {
    const { id } = await ticket(customer.admin, [roomId], {
      title: '\u{1F6AA}'.repeat(256),
      description: 'd'.repeat(2000),
    });
    const message = (said: string) => customer.admin.post(`/customer/tickets/${id}/messages`, { text: said });
    expect(await message('\u{1F6AA}'.repeat(4000))).toMatchObject({ status: 201 });
    for (const answer of [
      await customer.admin.post('/customer/tickets', issue({ title: 'x'.repeat(257) })),
      await customer.admin.post('/customer/tickets', issue({ description: 'x'.repeat(2001) })),
      await message('x'.repeat(4001)),
      await customer.admin.post(`/customer/tickets/${id}/close`, { reason: 'x'.repeat(2001) }),
      await customer.admin.post(`/customer/tickets/${id}/close`, { reason: ' ' }),
    ]) {
      expect(answer).toMatchObject(refused(400, 'invalidRequest'));
    }
  });

  test('a room that is not there, of another customer, or a thing that is no room: 422 roomUnknown', async () => {
    const { id: foreign } = await room(await world.tenant('Fabrikam'));
    for (const id of ['room_x', foreign, 'tenant', 'access', 'ticketCounter', '#?/']) {
      const answer = await customer.admin.post('/customer/tickets', issue({ roomIds: [roomId, id] }));
      expect(answer).toMatchObject(refused(422, 'roomUnknown'));
    }
    expect(await customer.admin.all('/customer/tickets')).toEqual([]);
    expect(await healthOf(roomId)).toBe('healthy');
  });

  test('R90 it is an event, and a dry run says it without one', async () => {
    const dry = await customer.admin.post('/customer/tickets?dryRun=true', issue());
    expect(dry).toMatchObject({ status: 200, body: { wouldChange: [{ category: 'Ticket', operation: 'Create' }] } });
    expect(await customer.admin.all('/customer/tickets')).toEqual([]);
    expect(await healthOf(roomId)).toBe('healthy');
    const { id } = await ticket(customer.admin, [roomId], { title: 'It hums' });
    const [event, ...others] = await events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      activity: { objectId: id, objectName: 'It hums', operation: 'Create', resultStatus: 'Successful' },
      side: 'customer',
      changes: expect.arrayContaining([
        { path: '/type', to: 'reported' },
        { path: '/roomIds', to: [roomId] },
      ]),
    });
  });

  test('under an Idempotency-Key there is one ticket, whatever became of it since', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await customer.admin.post('/customer/tickets', issue(), key);
    const id = String(first.body['id']);
    await customer.admin.post(`/customer/tickets/${id}/close`, { reason: 'done' });
    const again = await customer.admin.post('/customer/tickets', issue(), key);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await customer.admin.all('/customer/tickets')).toHaveLength(1);
  });
});

describe('changing a ticket', () => {
  test('sets severity and state between the open ones, with an event each', async () => {
    const { id, etag } = await ticket(customer.admin, [roomId]);
    const path = `/customer/tickets/${id}`;
    const changed = await customer.admin.patch(path, { severity: 'important' }, { 'if-match': String(etag) });
    expect(changed).toMatchObject({ status: 200, body: { severity: 'important', state: 'needsAction' } });
    expect(changed.etag).not.toBe(etag);
    const moved = await customer.admin.patch(path, { state: 'systemInvestigating' });
    expect((await customer.admin.get(path)).body).toEqual(moved.body);
    expect(await events()).toMatchObject([
      { changes: [{ path: '/state', from: 'needsAction', to: 'systemInvestigating' }] },
      { changes: [{ path: '/severity', from: 'warning', to: 'important' }] },
      { activity: { operation: 'Create' } },
    ]);
  });

  test('a change that changes nothing keeps the version and is no event', async () => {
    const { id, etag } = await ticket(customer.admin, [roomId]);
    for (const body of [{}, { severity: 'warning', state: 'needsAction' }]) {
      expect(await customer.admin.patch(`/customer/tickets/${id}`, body)).toMatchObject({ status: 200, etag });
    }
    expect(await events()).toHaveLength(1);
  });

  test('a stale version is 412, and goes before whether the ticket is resolved', async () => {
    const { id } = await ticket(customer.admin, [roomId]);
    const stale = { 'if-match': '"stale"' };
    const path = `/customer/tickets/${id}`;
    const severity = { severity: 'important' };
    expect(await customer.admin.patch(path, severity, stale)).toMatchObject(refused(412, 'etagMismatch'));
    // A POST action takes no version.
    expect(await customer.admin.post(`${path}/messages`, { text: 'x' }, stale)).toMatchObject({ status: 201 });
    expect(await customer.admin.post(`${path}/close`, { reason: 'x' }, stale)).toMatchObject({ status: 200 });
    expect(await customer.admin.patch(path, severity, stale)).toMatchObject(refused(412, 'etagMismatch'));
  });

  test.each([
    [{ state: 'resolved' }],
    [{ severity: 'high' }],
    [{ title: 'Other' }],
    [{ highImpact: true }],
    [{ state: null }],
  ])('%j is 400', async (body) => {
    const { id } = await ticket(customer.admin, [roomId]);
    expect(await customer.admin.patch(`/customer/tickets/${id}`, body)).toMatchObject(refused(400, 'invalidRequest'));
  });
});

describe('messages', () => {
  test('both sides write and read them, in order, and they change the version', async () => {
    const relation = await relate(world, { customer });
    const { primaryAdmin, atCustomer, partner } = relation;
    const { id, etag } = await ticket(customer.admin, [roomId]);
    const first = await customer.admin.post(`/customer/tickets/${id}/messages`, { text: 'a\tb\r\nc' });
    expect(first).toMatchObject({ status: 201 });
    expect(first.body).toEqual({
      id: expect.stringMatching(/^msg_/),
      text: 'a\tb\r\nc',
      by: { userId: text, tenantId: customer.tenantId },
      side: 'customer',
      at: text,
    });
    const second = await primaryAdmin.post(`${atCustomer}/tickets/${id}/messages`, { text: 'Seen.' });
    expect(second.body).toMatchObject({
      by: { userId: primaryAdmin.objectId, tenantId: partner.tenantId },
      side: 'partner',
    });
    const read = await primaryAdmin.get(`${atCustomer}/tickets/${id}`);
    expect(read.body['messages']).toEqual([first.body, second.body]);
    expect(read.body['updatedAt']).toBe(second.body['at']);
    expect(read.etag).not.toBe(etag);
    expect(await events()).toMatchObject([
      { side: 'partner', through: { roleId: 'primaryAdmin' }, changes: [{ to: 'Seen.' }] },
      { side: 'customer', changes: [{ path: `/messages/${String(first.body['id'])}`, to: 'a\tb\r\nc' }] },
      {},
    ]);
  });

  test('none is lost when many come at once', async () => {
    const { id } = await ticket(customer.admin, [roomId]);
    const said = ['1', '2', '3', '4', '5', '6'];
    const answers = await Promise.all(
      said.map((line) => customer.admin.post(`/customer/tickets/${id}/messages`, { text: line })),
    );
    expect(answers.map(({ status }) => status)).toEqual(said.map(() => 201));
    const { messages } = (await customer.admin.get(`/customer/tickets/${id}`)).body;
    expect(Array.from(messages as unknown as { text: string }[], (one) => one.text).sort()).toEqual(said);
  });

  test.each([[{ text: '' }], [{ text: ' \n' }], [{ text: 'a\u001b' }], [{}]])('%j is 400', async (body) => {
    const { id } = await ticket(customer.admin, [roomId]);
    const answer = await customer.admin.post(`/customer/tickets/${id}/messages`, body);
    expect(answer).toMatchObject(refused(400, 'invalidRequest'));
  });

  test('a ticket holds so many that it still fits the store, and then says so', async () => {
    const { id } = await ticket(customer.admin, [roomId]);
    const path = `/customer/tickets/${id}`;
    // Four bytes each, and quotes double when they are kept under a key.
    const long = '\u{1F6AA}'.repeat(2000) + '"'.repeat(2000);
    let count = 0;
    for (let status = 201; status === 201; count++) {
      ({ status } = await customer.admin.post(`${path}/messages`, { text: long }, { 'idempotency-key': `m${count}` }));
    }
    expect(count).toBeGreaterThan(10);
    const full = await customer.admin.post(`${path}/messages`, { text: long });
    expect(full).toMatchObject(refused(400, 'invalidRequest'));
    const closed = await customer.admin.post(`${path}/close`, { reason: 'full' }, { 'idempotency-key': 'close' });
    expect(closed).toMatchObject({ status: 200, body: { state: 'resolved' } });
    const replayed = await customer.admin.post(`${path}/close`, { reason: 'full' }, { 'idempotency-key': 'close' });
    expect(replayed.body).toEqual(closed.body);
  });
});

describe('closing', () => {
  test('resolves a reported ticket and says who, when and why', async () => {
    const { id } = await ticket(customer.admin, [roomId]);
    const closer = await roleHolder(world, ofCustomer(customer), ['tickets.view', 'tickets.update']);
    const closed = await closer.post(`/customer/tickets/${id}/close`, { reason: 'New cable' });
    expect(closed).toMatchObject({
      status: 200,
      body: {
        state: 'resolved',
        closeReason: 'New cable',
        closedBy: { userId: closer.objectId, tenantId: customer.tenantId },
        closedAt: closed.body['updatedAt'],
      },
    });
    expect((await closer.get(`/customer/tickets/${id}`)).body).toEqual(closed.body);
    expect(await events()).toMatchObject([
      {
        activity: { operation: 'Update', objectId: id },
        user: { userId: closer.objectId },
        changes: expect.arrayContaining([{ path: '/state', from: 'needsAction', to: 'resolved' }]),
      },
      {},
    ]);
  });

  test('R51 a resolved ticket takes no change: 409 ticketResolved, recorded', async () => {
    const { id } = await ticket(customer.admin, [roomId]);
    const path = `/customer/tickets/${id}`;
    await customer.admin.post(`${path}/close`, { reason: 'done' });
    const { body: before } = await customer.admin.get(path);
    const dry = await customer.admin.patch(`${path}?dryRun=true`, { severity: 'important' });
    expect(dry).toMatchObject(refused(409, 'ticketResolved'));
    for (const attempt of [
      () => customer.admin.patch(path, { severity: 'important' }),
      () => customer.admin.post(`${path}/messages`, { text: 'late' }),
      () => customer.admin.post(`${path}/close`, { reason: 'again' }),
    ]) {
      expect(await attempt()).toMatchObject(refused(409, 'ticketResolved'));
    }
    expect((await customer.admin.get(path)).body).toEqual(before);
    const failed = (await events()).filter(({ error }) => String(error?.['code']) === 'ticketResolved');
    expect(failed).toHaveLength(3);
    expect(failed[0]).toMatchObject({ activity: { objectId: id, resultStatus: 'Failed' } });
  });

  test('of several at once one closes it', async () => {
    const { id } = await ticket(customer.admin, [roomId]);
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((reason) => customer.admin.post(`/customer/tickets/${id}/close`, { reason })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await healthOf(roomId)).toBe('healthy');
  });
});

test('R50 a room is unhealthy while an open reported ticket names it', async () => {
  const { id: other } = await room(customer);
  const { etag } = await customer.admin.get(`/customer/rooms/${roomId}`);
  const both = await ticket(customer.admin, [roomId, other]);
  const one = await ticket(customer.admin, [roomId], { highImpact: true });
  expect([await healthOf(roomId), await healthOf(other)]).toEqual(['unhealthy', 'unhealthy']);
  expect(await customer.admin.all('/customer/rooms?health=healthy')).toEqual([]);
  await customer.admin.patch(`/customer/tickets/${both.id}`, { severity: 'important' });
  await customer.admin.patch(`/customer/tickets/${both.id}`, { severity: 'warning' });
  await customer.admin.post(`/customer/tickets/${both.id}/close`, { reason: 'done' });
  expect([await healthOf(roomId), await healthOf(other)]).toEqual(['unhealthy', 'healthy']);
  await customer.admin.post(`/customer/tickets/${one.id}/close`, { reason: 'done' });
  expect(await healthOf(roomId)).toBe('healthy');
  // Health follows from other things and is no version of the room.
  expect((await customer.admin.get(`/customer/rooms/${roomId}`)).etag).toBe(etag);
});

test('F3 a request on one ticket is at most two reads and one batch', async () => {
  const { id } = await ticket(customer.admin, [roomId]);
  const helper = await roleHolder(
    world,
    ofCustomer(customer),
    ['tickets.view', 'tickets.update', 'reports.createCustomerIncident'],
    { scope: { kind: 'selected', roomIds: [roomId] } },
  );
  for (const act of [
    () => helper.get(`/customer/tickets/${id}`),
    () => helper.patch(`/customer/tickets/${id}`, { severity: 'important' }),
    () => helper.post(`/customer/tickets/${id}/messages`, { text: 'x' }),
    () => helper.post('/customer/tickets', issue()),
    () => helper.post(`/customer/tickets/${id}/close`, { reason: 'x' }),
  ]) {
    world.storeCalls();
    expect((await act()).status).toBeLessThan(300);
    const calls = world.storeCalls();
    expect(calls.filter(({ kind }) => kind === 'batch').length).toBeLessThanOrEqual(1);
    expect(calls.filter(({ kind }) => kind !== 'batch').length).toBeLessThanOrEqual(2);
  }
});
