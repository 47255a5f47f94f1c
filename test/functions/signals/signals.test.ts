import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sendSignals, signalResults, type SaidSignal } from '../../support/monitor.ts';
import { refused } from '../../support/refused.ts';
import { relate } from '../../support/relationship.ts';
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
  roomId = await enrolledRoom();
});

async function enrolledRoom(): Promise<string> {
  const { id } = await room(customer);
  await customer.admin.post(`/customer/rooms/${id}/enroll`);
  return id;
}

const say = (...signals: Partial<SaidSignal>[]) =>
  signalResults(world, customer.tenantId, ...signals.map((signal) => ({ roomId, ...signal })));
const tickets = (query = '') => customer.admin.all(`/customer/tickets?${query}`);
const health = async (id = roomId) => String((await customer.admin.get(`/customer/rooms/${id}`)).body['health']);
const events = async () => (await customer.admin.get('/customer/auditEvents?category=Ticket')).body.value;
const ahead = (seconds: number) => new Date(world.now().getTime() + seconds * 1000).toISOString();

describe('R50 a raised signal', () => {
  test('of an enrolled room opens a ticket of its type and severity, and the room is unhealthy if it is important', async () => {
    expect(await say({ type: 'camera', severity: 'important' })).toEqual(['recorded']);
    const [opened, ...others] = await tickets();
    expect(others).toEqual([]);
    expect(opened).toMatchObject({
      number: 1,
      type: 'camera',
      severity: 'important',
      state: 'needsAction',
      source: 'monitoring',
      roomIds: [roomId],
      highImpact: false,
      messages: [],
    });
    expect(opened).not.toHaveProperty('createdBy');
    expect(await health()).toBe('unhealthy');
    const other = await enrolledRoom();
    expect(await say({ roomId: other, type: 'camera', severity: 'warning' })).toEqual(['recorded']);
    expect(await health(other)).toBe('healthy');
  });

  test('raised again changes nothing, of higher severity raises it, of lower does not lower it', async () => {
    await say({ severity: 'warning' });
    const [opened] = await tickets();
    expect(await say({ severity: 'warning' })).toEqual(['recorded']);
    expect(await tickets()).toEqual([opened]);
    expect(await say({ severity: 'important' })).toEqual(['recorded']);
    expect(await tickets()).toMatchObject([{ id: opened?.['id'], severity: 'important' }]);
    expect(await health()).toBe('unhealthy');
    expect(await say({ severity: 'warning' })).toEqual(['recorded']);
    expect(await tickets()).toMatchObject([{ id: opened?.['id'], severity: 'important' }]);
    expect(await events()).toHaveLength(2);
  });

  test('opens one ticket per room and type', async () => {
    const other = await enrolledRoom();
    await say({ type: 'display' }, { type: 'camera' }, { type: 'display', roomId: other }, { type: 'camera' });
    expect((await tickets()).map(({ type, roomIds }) => [String(type), roomIds])).toEqual([
      ['display', [roomId]],
      ['camera', [roomId]],
      ['display', [other]],
    ]);
  });

  test('cleared it is resolved, and one raised after that opens a new one', async () => {
    await say({ severity: 'important' });
    expect(await say({ status: 'cleared' })).toEqual(['recorded']);
    const [resolved] = await tickets();
    expect(resolved).toMatchObject({ state: 'resolved', closedAt: resolved?.['updatedAt'] });
    expect(resolved).not.toHaveProperty('closedBy');
    expect(await health()).toBe('healthy');
    expect(await say({ status: 'cleared' })).toEqual(['recorded']);
    expect(await say({})).toEqual(['recorded']);
    expect(await tickets()).toMatchObject([resolved ?? {}, { number: 2, state: 'needsAction' }]);
  });

  test('cleared before it was ever raised is recorded and opens nothing', async () => {
    expect(await say({ status: 'cleared' })).toEqual(['recorded']);
    expect(await tickets()).toEqual([]);
    expect(await events()).toEqual([]);
  });

  test('what people change on the ticket stays, and counts for the health', async () => {
    await say({ severity: 'warning' });
    const [opened] = await tickets();
    const path = `/customer/tickets/${String(opened?.['id'])}`;
    await customer.admin.patch(path, { severity: 'important', state: 'systemInvestigating' });
    expect(await health()).toBe('unhealthy');
    await say({ severity: 'important' });
    expect((await customer.admin.get(path)).body).toMatchObject({ state: 'systemInvestigating' });
    await customer.admin.patch(path, { severity: 'warning' });
    expect(await health()).toBe('healthy');
    await say({ status: 'cleared' });
    expect(await health()).toBe('healthy');
  });

  test('people do not close its ticket: 409 ticketNotClosable; resolved it takes no change at all', async () => {
    await say({});
    const [opened] = await tickets();
    const path = `/customer/tickets/${String(opened?.['id'])}`;
    const closing = await customer.admin.post(`${path}/close`, { reason: 'x' });
    expect(closing).toMatchObject(refused(409, 'ticketNotClosable'));
    await say({ status: 'cleared' });
    const message = await customer.admin.post(`${path}/messages`, { text: 'late' });
    expect(message).toMatchObject(refused(409, 'ticketResolved'));
  });
});

describe('R50 health', () => {
  test('is disconnected while a connectivity signal is raised, whatever its severity, before anything else', async () => {
    await say({ type: 'connectivity', severity: 'warning' });
    expect(await health()).toBe('disconnected');
    const { id } = await ticket(customer.admin, [roomId]);
    await say({ severity: 'important' });
    expect(await health()).toBe('disconnected');
    await say({ type: 'connectivity', status: 'cleared' });
    expect(await health()).toBe('unhealthy');
    await customer.admin.post(`/customer/tickets/${id}/close`, { reason: 'done' });
    expect(await health()).toBe('unhealthy');
    await say({ status: 'cleared' });
    expect(await health()).toBe('healthy');
  });

  test('is found by filters, keeps the version of the room, and survives a change of the room', async () => {
    const { etag } = await customer.admin.get(`/customer/rooms/${roomId}`);
    await say({ type: 'connectivity' });
    const path = `/customer/rooms/${roomId}`;
    expect(await customer.admin.patch(path, { site: 'Here' }, { 'if-match': String(etag) })).toMatchObject({
      status: 200,
      body: { health: 'disconnected' },
    });
    expect(await customer.admin.all('/customer/rooms?health=disconnected')).toMatchObject([{ id: roomId }]);
    expect(await customer.admin.all('/customer/rooms?health=healthy,unhealthy')).toEqual([]);
    await say({ type: 'connectivity', status: 'cleared' });
    expect((await customer.admin.get(path)).body).toMatchObject({ site: 'Here', health: 'healthy' });
  });

  test('is true after many changes at once', async () => {
    const types = ['display', 'camera', 'speaker', 'network'];
    const raised = types.map((type) => say({ type, severity: 'important' }));
    const reported = types.map(() => ticket(customer.admin, [roomId]));
    await Promise.all([...raised, ...reported]);
    expect((await tickets()).map(({ number }) => Number(number)).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const made = await Promise.all(reported);
    await Promise.all([
      ...types.map((type) => say({ type, status: 'cleared' })),
      ...made.slice(1).map(({ id }) => customer.admin.post(`/customer/tickets/${id}/close`, { reason: 'x' })),
    ]);
    expect(await health()).toBe('unhealthy');
    await customer.admin.post(`/customer/tickets/${String(made[0]?.id)}/close`, { reason: 'x' });
    expect(await health()).toBe('healthy');
  });
});

describe('R50 a signal that changes nothing', () => {
  test('seen twice is duplicate for 30 days, in one request and over several', async () => {
    const signalId = randomUUID();
    expect(await say({ signalId }, { signalId, status: 'cleared' })).toEqual(['recorded', 'duplicate']);
    expect(await say({ signalId, status: 'cleared' })).toEqual(['duplicate']);
    await world.advance({ days: 30, seconds: -60 });
    expect(await say({ signalId, status: 'cleared' })).toEqual(['duplicate']);
    expect(await tickets('state=needsAction')).toHaveLength(1);
    await world.advance({ seconds: 120 });
    expect(await say({ signalId, status: 'cleared' })).toEqual(['recorded']);
    expect(await tickets('state=needsAction')).toEqual([]);
  });

  test('sent by two at once is recorded once', async () => {
    const signalId = randomUUID();
    const results = await Promise.all([say({ signalId }), say({ signalId }), say({ signalId })]);
    expect(results.flat().sort()).toEqual(['duplicate', 'duplicate', 'recorded']);
    expect(await tickets()).toHaveLength(1);
  });

  test('older than the last of that room and type is stale, and not remembered', async () => {
    const [signalId, at] = [randomUUID(), world.now().toISOString()];
    expect(await say({ at })).toEqual(['recorded']);
    expect(await say({ signalId, status: 'cleared', at: ahead(-60) })).toEqual(['stale']);
    expect(await say({ status: 'cleared', at: ahead(-60), type: 'camera' })).toEqual(['recorded']);
    expect(await tickets('state=needsAction')).toHaveLength(1);
    expect(await say({ signalId, status: 'cleared', at })).toEqual(['recorded']);
    expect(await tickets('state=needsAction')).toEqual([]);
    expect(await say({ at: ahead(-3600) })).toEqual(['stale']);
  });

  test('up to five minutes ahead counts as it says, more than that as now', async () => {
    expect(await say({ at: ahead(290) })).toEqual(['recorded']);
    expect(await say({ status: 'cleared' })).toEqual(['stale']);
    expect(await say({ type: 'camera', at: ahead(3600) })).toEqual(['recorded']);
    await world.advance({ seconds: 1 });
    expect(await say({ type: 'camera', status: 'cleared' })).toEqual(['recorded']);
  });

  test('of a room that is not there or not enrolled says so, and is not remembered', async () => {
    const { id: onboarding } = await room(customer);
    const foreign = await room(await world.tenant('Fabrikam'));
    const signalId = randomUUID();
    expect(await say({ signalId, roomId: onboarding }, { roomId: 'room_x' }, { roomId: foreign.id })).toEqual([
      'roomNotEnrolled',
      'roomUnknown',
      'roomUnknown',
    ]);
    expect(await say({ roomId: 'tenant' }, { roomId: '#?/' }, { roomId: '__proto__' })).toEqual(
      Array.from({ length: 3 }, () => 'roomUnknown'),
    );
    expect(await tickets()).toEqual([]);
    await customer.admin.post(`/customer/rooms/${onboarding}/enroll`);
    expect(await say({ signalId, roomId: onboarding })).toEqual(['recorded']);
  });
});

describe('R50 unenrolling a room', () => {
  test('forgets its signals and resolves its monitoring tickets, and no others', async () => {
    const other = await enrolledRoom();
    const at = ahead(200);
    await say({ severity: 'important', at }, { type: 'connectivity', at }, { roomId: other });
    const reported = await ticket(customer.admin, [roomId, other]);
    const unenrolled = await customer.admin.post(`/customer/rooms/${roomId}/unenroll`);
    expect(unenrolled).toMatchObject({ status: 200, body: { enrollment: 'unenrolled', health: 'unhealthy' } });
    expect((await tickets('state=resolved')).map(({ type }) => String(type))).toEqual(['display', 'connectivity']);
    expect(await tickets('state=needsAction')).toMatchObject([{ roomIds: [other] }, { id: reported.id }]);
    expect(await say({})).toEqual(['roomNotEnrolled']);
    await customer.admin.post(`/customer/tickets/${reported.id}/close`, { reason: 'done' });
    await customer.admin.post(`/customer/rooms/${roomId}/enroll`);
    expect(await health()).toBe('healthy');
    // What it had heard last would have made this one stale.
    expect(await say({})).toEqual(['recorded']);
    expect(await tickets('state=needsAction')).toHaveLength(2);
  });

  test('R90 it is one event, which tells of the tickets', async () => {
    await say({});
    const [opened] = await tickets();
    const dry = await customer.admin.post(`/customer/rooms/${roomId}/unenroll?dryRun=true`);
    expect(dry.body['wouldChange']).toHaveLength(1);
    await customer.admin.post(`/customer/rooms/${roomId}/unenroll`);
    const { body } = await customer.admin.get('/customer/auditEvents?top=1');
    expect(body.value).toMatchObject([
      {
        activity: { category: 'Room', operation: 'Update' },
        changes: [
          { path: '/enrollment', from: 'enrolled', to: 'unenrolled' },
          { path: `/tickets/${String(opened?.['id'])}/state`, from: 'needsAction', to: 'resolved' },
        ],
      },
    ]);
  });

  test('a signal that comes at the same time opens no ticket that stays', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await enrolledRoom();
      await Promise.all([
        say({ roomId: id }, { roomId: id, type: 'connectivity' }),
        customer.admin.post(`/customer/rooms/${id}/unenroll`),
      ]);
      expect(await tickets(`roomId=${id}&state=needsAction,systemInvestigating`)).toEqual([]);
      expect(await health(id)).toBe('healthy');
    }
  });
});

describe('the request', () => {
  test('R90 every ticket that it opens, raises or resolves is an event of monitoring', async () => {
    await say({ severity: 'warning' }, { severity: 'important' }, { status: 'cleared' }, { status: 'cleared' });
    const all = await events();
    expect(all.map(({ activity }) => String(activity?.['operation']))).toEqual(['Update', 'Update', 'Create']);
    for (const event of all) {
      expect(event).toMatchObject({
        side: 'system',
        user: { userTenantId: '0f000000-0000-4000-8000-000000000001' },
        activity: { tenantId: customer.tenantId, resultStatus: 'Successful' },
      });
      expect(event).not.toHaveProperty('through');
    }
  });

  test('a dry run tells what each would change after the ones before it, and nothing changes', async () => {
    const signalId = randomUUID();
    const signals = [
      { roomId, signalId, severity: 'warning' },
      { roomId, signalId },
      { roomId, severity: 'important' },
      { roomId, status: 'cleared' },
      { roomId, type: 'camera' },
    ];
    const dry = await sendSignals(world, customer.tenantId, signals, { query: '?dryRun=true' });
    expect(dry).toMatchObject({
      status: 200,
      body: {
        dryRun: true,
        wouldChange: ['Create', 'Update', 'Update', 'Create'].map((operation) => ({ category: 'Ticket', operation })),
      },
    });
    expect([await tickets(), await events(), await health()]).toEqual([[], [], 'healthy']);
    expect(await say({ signalId })).toEqual(['recorded']);
  });

  test('under an Idempotency-Key the same answer comes again', async () => {
    const signals = [{ roomId, signalId: randomUUID(), at: world.now().toISOString() }];
    const key = { headers: { 'idempotency-key': 'once' } };
    const first = await sendSignals(world, customer.tenantId, signals, key);
    const again = await sendSignals(world, customer.tenantId, signals, key);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test('takes 1 to 100 signals', async () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ roomId, type: 'camera' }));
    const full = await sendSignals(world, customer.tenantId, many(100));
    expect(full.body['results']).toHaveLength(100);
    for (const count of [0, 101]) {
      const answer = await sendSignals(world, customer.tenantId, many(count));
      expect(answer).toMatchObject(refused(400, 'invalidRequest'));
    }
    expect(await tickets()).toHaveLength(1);
  });

  test.each([
    [{ type: 'other' }],
    [{ severity: 'high' }],
    [{ status: 'on' }],
    [{ at: 'now' }],
    [{ at: '2026-02-30T00:00:00Z' }],
    [{ at: '2026-01-01T00:00:00+01:00' }],
    [{ signalId: '' }],
    [{ roomId: '' }],
    [{ text: 'x' }],
  ])('%j is 400', async (member) => {
    const answer = await sendSignals(world, customer.tenantId, [{ roomId, ...member }]);
    expect(answer).toMatchObject(refused(400, 'invalidRequest'));
  });

  test('is of the app role Platform.Monitor in the tenant of the operator alone, about a registered tenant', async () => {
    const unknown = await sendSignals(world, randomUUID(), [{ roomId }]);
    expect(unknown).toMatchObject(refused(404, 'notFound'));
    const path = `/platform/tenants/${customer.tenantId}/signals`;
    const body = { signals: [] };
    const disguised = await world.person(customer.tenantId, { roles: ['Platform.Monitor'] });
    for (const who of [world.operator, customer.admin, disguised]) {
      expect(await who.post(path, body)).toMatchObject(refused(403, 'permissionDenied'));
    }
    const token = await world.product.identity.issueToken({ userPrincipalName: 'monitor@platform.example' });
    const monitor = world.bearer(String(token));
    expect(await monitor.get('/platform/tenants')).toMatchObject(refused(403, 'permissionDenied'));
  });

  test('R10 a partner sees the tickets of rooms in reach', async () => {
    const other = await enrolledRoom();
    const relation = await relate(world, { customer, scope: { kind: 'selected', roomIds: [other] } });
    await say({}, { roomId: other });
    const seen = await relation.primaryAdmin.all(`${relation.atCustomer}/tickets`);
    expect(seen).toMatchObject([{ roomIds: [other], source: 'monitoring' }]);
  });
});
