import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer, Body, Caller } from '../../support/caller.ts';
import { openDirectoryDoor } from '../../support/directoryDoor.ts';
import { refused } from '../../support/refused.ts';
import { end, relate, type Relation } from '../../support/relationship.ts';
import { ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { ticket } from '../../support/ticket.ts';
import { controlChanges } from '../../support/waitingChange.ts';
import { startWorld, type World } from '../../support/world.ts';

const everythingManual = {
  'rooms.modify': 'manual',
  'updateRings.modify': 'manual',
  'tickets.update': 'manual',
  'roles.modify': 'manual',
};

let world: World;
let door: Awaited<ReturnType<typeof openDirectoryDoor>>;
beforeAll(async () => {
  door = await openDirectoryDoor();
  world = await startWorld({ swap: door.swap });
});
afterAll(async () => {
  await world.stop();
  await door.close();
});

const stored = (tenantId: string, ...types: string[]) =>
  world.product.store.inspect('tenants', tenantId).filter(({ type }) => types.includes(type as string));
const eventsOf = (tenantId: string, category: string) =>
  stored(tenantId, 'auditEvent').filter(({ activity }) => (activity as { category: string }).category === category);
const changed = ({ activity, side, user, through, error }: Body) => ({ activity, side, user, through, error });

const decide = ({ customer }: Relation, { body }: ApiAnswer, decision: 'approve' | 'reject') =>
  customer.admin.post(`/customer/changeRequests/${String(body['id'])}/${decision}`);
const ofPartner = ({ body }: ApiAnswer) => `/partner/changeRequests/${String(body['id'])}`;

/** A relationship in which every kind of change waits, and a room. */
async function strict() {
  const relation = await relate(world, { changeControl: everythingManual });
  const { id } = await room(relation.customer, { name: 'As it was', site: 'Oslo' });
  return { ...relation, roomId: id, ofRoom: `${relation.atCustomer}/rooms/${id}` };
}

test('R61 a change that waits is answered 202 with its address, and nothing is changed', async () => {
  const { customer, partner, primaryAdmin, ofRoom, roomId, atCustomer } = await strict();
  const before = stored(customer.tenantId, 'room');
  const asked = await primaryAdmin.patch(ofRoom, { site: 'Bergen' });
  expect(asked).toMatchObject({
    status: 202,
    body: {
      kind: 'rooms.modify',
      state: 'pending',
      partnerId: partner.tenantId,
      requestedBy: { userId: primaryAdmin.objectId, tenantId: partner.tenantId },
      change: { method: 'PATCH', path: `${atCustomer}/rooms/${roomId}`, body: { site: 'Bergen' } },
    },
  });
  const location = asked.headers.get('location') ?? '';
  expect(location.endsWith(`/api/v1${ofPartner(asked)}`)).toBe(true);
  expect(asked.headers.get('operation-location')).toBeNull();
  expect(Date.parse(String(asked.body['expiresAt'])) - Date.parse(String(asked.body['requestedAt']))).toBe(604_800_000);
  expect((await primaryAdmin.get(ofPartner(asked))).body).toEqual(asked.body);
  expect(stored(customer.tenantId, 'room')).toEqual(before);
  expect(eventsOf(customer.tenantId, 'ChangeRequest')).toHaveLength(1);
  expect(eventsOf(customer.tenantId, 'Room')).toHaveLength(1);
});

describe('R61 R62 each kind of change waits, and is made when the customer approves', () => {
  type Change = (relation: Awaited<ReturnType<typeof strict>>) => Promise<{
    ask: () => Promise<ApiAnswer>;
    /** What it changes, as the customer sees it. */
    see: () => Promise<unknown>;
    kind: string;
  }>;
  const changes: Readonly<Record<string, Change>> = {
    'a change of a room': ({ customer, primaryAdmin, ofRoom, roomId }) =>
      Promise.resolve({
        ask: () => primaryAdmin.patch(ofRoom, { name: 'New' }),
        see: async () => (await customer.admin.get(`/customer/rooms/${roomId}`)).body['name'],
        kind: 'rooms.modify',
      }),
    'enrolling a room': ({ customer, primaryAdmin, ofRoom, roomId }) =>
      Promise.resolve({
        ask: () => primaryAdmin.post(`${ofRoom}/enroll`),
        see: async () => (await customer.admin.get(`/customer/rooms/${roomId}`)).body['enrollment'],
        kind: 'rooms.modify',
      }),
    async 'a change of a ring'({ customer, primaryAdmin, atCustomer }) {
      const [ring] = await customer.admin.all('/customer/updateRings');
      const path = `/updateRings/${String(ring?.['id'])}`;
      return {
        ask: () => primaryAdmin.patch(atCustomer + path, { deferralDays: 30 }),
        see: async () => (await customer.admin.get(`/customer${path}`)).body['deferralDays'],
        kind: 'updateRings.modify',
      };
    },
    async 'moving a room to a ring'({ customer, primaryAdmin, atCustomer, roomId }) {
      const ringId = String((await customer.admin.all('/customer/updateRings'))[2]?.['id']);
      return {
        ask: () => primaryAdmin.put(`${atCustomer}/updateRings/${ringId}/rooms/${roomId}`),
        see: async () => (await customer.admin.get(`/customer/rooms/${roomId}`)).body['updateRingId'],
        kind: 'updateRings.modify',
      };
    },
    async 'a change of a ticket'({ customer, primaryAdmin, atCustomer, roomId }) {
      const { id } = await ticket(customer.admin, [roomId]);
      return {
        ask: () => primaryAdmin.patch(`${atCustomer}/tickets/${id}`, { severity: 'important' }),
        see: async () => (await customer.admin.get(`/customer/tickets/${id}`)).body['severity'],
        kind: 'tickets.update',
      };
    },
    async 'closing a ticket'({ customer, primaryAdmin, atCustomer, roomId }) {
      const { id } = await ticket(customer.admin, [roomId]);
      return {
        ask: () => primaryAdmin.post(`${atCustomer}/tickets/${id}/close`, { reason: 'Quiet now.' }),
        see: async () => (await customer.admin.get(`/customer/tickets/${id}`)).body['closedBy']?.['userId'],
        kind: 'tickets.update',
      };
    },
    'making a role': ({ customer, withPartner, primaryAdmin, atCustomer }) =>
      Promise.resolve({
        ask: () => primaryAdmin.post(`${atCustomer}/roles`, { name: 'Made', permissions: ['rooms.view'] }),
        see: async () => (await customer.admin.all(`${withPartner}/roles`)).map(({ name }) => name),
        kind: 'roles.modify',
      }),
    async 'adding a Primary admin'({ customer, partner, withPartner, atCustomer }) {
      const { member, objectId } = await world.person(partner.tenantId);
      const manager = await world.person(partner.tenantId);
      await partner.admin.post('/partner/tenantManagers', manager.member);
      return {
        ask: () => manager.post(`${atCustomer}/primaryAdmins`, member),
        see: async () => {
          const { body } = await customer.admin.get(withPartner);
          return (body['primaryAdmins'] as unknown as { id: string }[]).some(({ id }) => id === objectId);
        },
        kind: 'roles.modify',
      };
    },
  };

  test.each(Object.entries(changes))('%s', async (_, change) => {
    const relation = await strict();
    const { ask, see, kind } = await change(relation);
    const before = await see();
    const asked = await ask();
    expect(asked).toMatchObject({ status: 202, body: { kind, state: 'pending' } });
    expect(await see()).toEqual(before);
    const approved = await decide(relation, asked, 'approve');
    expect(approved).toMatchObject({ status: 200, body: { state: 'applied' } });
    expect(approved.body['decidedBy']).toEqual({
      userId: expect.any(String),
      tenantId: relation.customer.tenantId,
    });
    expect(await see()).not.toEqual(before);
  });
});

test('R62 an approved change is made as the person who asked, in one batch with the state of the request and both events', async () => {
  const relation = await strict();
  const { customer, partner, primaryAdmin, ofRoom, roomId } = relation;
  const asked = await primaryAdmin.patch(ofRoom, { site: 'Bergen' });
  world.storeCalls();
  await decide(relation, asked, 'approve');
  const batches = world.storeCalls().filter(({ kind }) => kind === 'batch');
  expect(batches).toHaveLength(1);
  expect(batches[0]?.operations?.map(({ id }) => id.split('_')[0])).toEqual(['chg', 'fence', 'room', 'evt', 'evt']);
  const [, made] = eventsOf(customer.tenantId, 'Room') as unknown as Body[];
  expect(made && changed(made)).toEqual({
    activity: expect.objectContaining({ objectId: roomId, operation: 'Update', resultStatus: 'Successful' }) as unknown,
    side: 'partner',
    user: { userId: primaryAdmin.objectId, userTenantId: partner.tenantId },
    through: { roleId: 'primaryAdmin', assignmentId: 'assignedAdmins' },
  });
  const [, decision] = eventsOf(customer.tenantId, 'ChangeRequest') as unknown as Body[];
  expect(decision).toMatchObject({ side: 'customer', changes: [{ path: '/state', from: 'pending', to: 'applied' }] });
  expect(decision).not.toHaveProperty('through');
});

test('R61 whatever would be refused is refused at once, and what would change nothing is answered at once', async () => {
  const { customer, primaryAdmin, ofRoom, atCustomer } = await strict();
  expect(await primaryAdmin.patch(ofRoom, { site: 'Oslo' })).toMatchObject({ status: 200, body: { site: 'Oslo' } });
  expect(await primaryAdmin.patch(ofRoom, { site: '' })).toMatchObject(refused(400, 'invalidRequest'));
  expect(await primaryAdmin.patch(`${atCustomer}/rooms/room_none`, { site: 'X' })).toMatchObject(
    refused(404, 'notFound'),
  );
  expect(await primaryAdmin.patch(ofRoom, { site: 'X' }, { 'if-match': '"stale"' })).toMatchObject(
    refused(412, 'etagMismatch'),
  );
  expect(
    await primaryAdmin.post(`${atCustomer}/roles`, { name: 'Wide', permissions: ['settings.modify'] }),
  ).toMatchObject(refused(403, 'escalation'));
  expect(stored(customer.tenantId, 'changeRequest')).toEqual([]);
});

test('R63 messages on tickets are never held back, nor what the customer does itself', async () => {
  const { customer, primaryAdmin, atCustomer, roomId } = await strict();
  const { id } = await ticket(customer.admin, [roomId]);
  const message = await primaryAdmin.post(`${atCustomer}/tickets/${id}/messages`, { text: 'On my way.' });
  expect(message.status).toBe(201);
  expect((await customer.admin.patch(`/customer/rooms/${roomId}`, { site: 'Bergen' })).status).toBe(200);
});

test('R63 GA and MSA of the customer decide, and nobody else', async () => {
  const relation = await strict();
  const { customer, primaryAdmin, ofRoom } = relation;
  const asked = await primaryAdmin.patch(ofRoom, { site: 'Bergen' });
  const lead = await world.person(customer.tenantId);
  await customer.admin.post('/customer/roles/siteLead/assignments', {
    name: 'Leads',
    members: [lead.member],
    scope: { kind: 'allRooms' },
  });
  const path = `/customer/changeRequests/${String(asked.body['id'])}`;
  for (const answer of [
    await lead.get('/customer/changeRequests'),
    await lead.get(path),
    await lead.post(`${path}/approve`),
    await lead.post(`${path}/reject`),
  ]) {
    expect(answer).toMatchObject(refused(403, 'permissionDenied'));
  }
  const other = await world.tenant('Fabrikam');
  expect(await other.admin.post(`${path}/approve`)).toMatchObject(refused(404, 'notFound'));
  expect(await primaryAdmin.post(`${path}/approve`)).toMatchObject(refused(403, 'permissionDenied'));
});

describe('R61 each way in which a request is closed is final', () => {
  const ways = {
    rejected: (relation: Relation, asked: ApiAnswer) => decide(relation, asked, 'reject'),
    canceled: ({ primaryAdmin }: Relation, asked: ApiAnswer) => primaryAdmin.post(`${ofPartner(asked)}/cancel`),
    applied: (relation: Relation, asked: ApiAnswer) => decide(relation, asked, 'approve'),
    expired: () => world.advance({ days: 7 }),
  };

  test.each(Object.entries(ways))('%s', async (state, close) => {
    const relation = await strict();
    const { customer, primaryAdmin, ofRoom, roomId } = relation;
    const asked = await primaryAdmin.patch(ofRoom, { site: 'Bergen' });
    const closing = (await close(relation, asked)) ?? { status: 200, body: { state } };
    expect(closing).toMatchObject({ status: 200, body: { state } });
    const path = `/customer/changeRequests/${String(asked.body['id'])}`;
    for (const answer of [
      await customer.admin.post(`${path}/approve`),
      await customer.admin.post(`${path}/reject`),
      await primaryAdmin.post(`${ofPartner(asked)}/cancel`),
    ]) {
      expect(answer).toMatchObject(refused(409, 'changeRequestClosed'));
      expect(answer.body['detail']).toContain(state);
    }
    for (const { body } of [await customer.admin.get(path), await primaryAdmin.get(ofPartner(asked))]) {
      expect(body['state']).toBe(state);
    }
    const site = (await customer.admin.get(`/customer/rooms/${roomId}`)).body['site'];
    expect(site).toBe(state === 'applied' ? 'Bergen' : 'Oslo');
    const count = async (query: string) => (await customer.admin.all(`/customer/changeRequests?state=${query}`)).length;
    expect([await count(state), await count('pending'), await count(`pending,${state}`)]).toEqual([1, 0, 1]);
  });

  test('it expires from the instant on, and not before', async () => {
    const relation = await strict();
    const asked = await relation.primaryAdmin.patch(relation.ofRoom, { site: 'Bergen' });
    const expiresAt = Date.parse(String(asked.body['expiresAt']));
    const pending = () => relation.customer.admin.all('/customer/changeRequests?state=pending');
    expect(await world.at(new Date(expiresAt - 1), pending)).toHaveLength(1);
    expect(await world.at(new Date(expiresAt), pending)).toHaveLength(0);
    expect(await world.at(new Date(expiresAt), () => decide(relation, asked, 'approve'))).toMatchObject(
      refused(409, 'changeRequestClosed'),
    );
  });
});

describe('R62 what no longer holds at the approval has failed, and says why', () => {
  type Meanwhile = (relation: Awaited<ReturnType<typeof strict>>) => Promise<unknown>;
  const failing: Readonly<Record<string, readonly [string, Meanwhile]>> = {
    'the room has another site by now': [
      'etagMismatch',
      ({ customer, roomId }) => customer.admin.patch(`/customer/rooms/${roomId}`, { site: 'Bodø' }),
    ],
    'the room has the wanted site by now': [
      'etagMismatch',
      ({ customer, roomId }) => customer.admin.patch(`/customer/rooms/${roomId}`, { site: 'Bergen' }),
    ],
    'the room is out of the relationship’s scope': [
      'notFound',
      async ({ customer, withPartner }) => {
        const other = await room(customer);
        const { etag = '' } = await customer.admin.get(`${withPartner}/scope`);
        const scope = { kind: 'selected', roomIds: [other.id], roomGroupIds: [] };
        await customer.admin.put(`${withPartner}/scope`, scope, { 'if-match': etag });
      },
    ],
    'the partner is not onboarded any more': [
      'partnerNotOnboarded',
      ({ partner: { tenantId, name, domain } }) =>
        world.operator.put(`/platform/tenants/${tenantId}`, {
          displayName: name,
          defaultDomain: domain,
          domains: [domain],
          partner: false,
        }),
    ],
  };

  test.each(Object.entries(failing))('%s', async (_, [code, meanwhile]) => {
    const relation = await strict();
    const { customer, primaryAdmin, partner, ofRoom, roomId } = relation;
    const asked = await primaryAdmin.patch(ofRoom, { site: 'Bergen' });
    await meanwhile(relation);
    const before = stored(customer.tenantId, 'room');
    const rooms = eventsOf(customer.tenantId, 'Room').length;
    expect(await decide(relation, asked, 'approve')).toMatchObject({
      status: 200,
      body: { state: 'failed', error: { code } },
    });
    expect(stored(customer.tenantId, 'room')).toEqual(before);
    const [failed] = eventsOf(customer.tenantId, 'Room').slice(rooms) as unknown as Body[];
    expect(failed).toMatchObject({
      activity: { objectId: roomId, resultStatus: 'Failed' },
      side: 'partner',
      user: { userId: primaryAdmin.objectId, userTenantId: partner.tenantId },
      error: { code },
    });
    expect(await decide(relation, asked, 'approve')).toMatchObject(refused(409, 'changeRequestClosed'));
  });

  test('a member that the change does not set may have changed', async () => {
    const relation = await strict();
    const { customer, primaryAdmin, ofRoom, roomId } = relation;
    const asked = await primaryAdmin.patch(ofRoom, { site: 'Bergen' });
    await customer.admin.patch(`/customer/rooms/${roomId}`, { name: 'Renamed' });
    expect((await decide(relation, asked, 'approve')).body['state']).toBe('applied');
    const { body } = await customer.admin.get(`/customer/rooms/${roomId}`);
    expect([body['name'], body['site']]).toEqual(['Renamed', 'Bergen']);
  });

  test('a member that the change sets as it was then must not have changed', async () => {
    const relation = await strict();
    const { customer, primaryAdmin, ofRoom, roomId } = relation;
    const asked = await primaryAdmin.patch(ofRoom, { name: 'As it was', site: 'Bergen' });
    await customer.admin.patch(`/customer/rooms/${roomId}`, { name: 'Renamed' });
    expect((await decide(relation, asked, 'approve')).body).toMatchObject({ error: { code: 'etagMismatch' } });
  });

  test('the person has lost the role', async () => {
    const relation = await relate(world);
    const { customer, atCustomer } = relation;
    const { id } = await room(customer);
    const person = await roleHolder(world, ofRelation(relation), ['rooms.view', 'rooms.modify']);
    await controlChanges(relation, everythingManual);
    const asked = await person.patch(`${atCustomer}/rooms/${id}`, { site: 'Bergen' });
    for (const assignment of await customer.admin.all(`${relation.withPartner}/assignments`)) {
      if ((assignment['id'] as unknown as string) !== 'assignedAdmins') {
        await customer.admin.delete(`${relation.withPartner}/assignments/${String(assignment['id'])}`);
      }
    }
    expect((await decide(relation, asked, 'approve')).body).toMatchObject({
      state: 'failed',
      error: { code: 'notFound' },
    });
  });

  test('what rested on Global Administrator alone can not be asked', async () => {
    const relation = await strict();
    const { partner, atCustomer } = relation;
    const { member } = await world.person(partner.tenantId);
    const asked = await partner.admin.post(`${atCustomer}/primaryAdmins`, member);
    expect(asked.status).toBe(202);
    expect((await decide(relation, asked, 'approve')).body['state']).toBe('failed');
  });

  test('groups are asked of the directory; while it does not answer the request waits on', async () => {
    const group = async (relation: Relation) => world.group(relation.partner.tenantId);
    const relation = await relate(world);
    const { customer, primaryAdmin, partner, atCustomer } = relation;
    const { id } = await room(customer);
    const team = await group(relation);
    const person = await world.person(partner.tenantId, { memberOf: [team.id] });
    await primaryAdmin.post(`${atCustomer}/primaryAdmins`, team);
    await controlChanges(relation, everythingManual);
    const ask = (site: string) => person.patch(`${atCustomer}/rooms/${id}`, { site });
    const [first, second] = [await ask('Bergen'), await ask('Bodø')];
    expect([first.status, second.status]).toEqual([202, 202]);
    const unknown = await door.whileShut(() => decide(relation, first, 'approve'));
    expect(unknown).toMatchObject(refused(503, 'temporarilyUnavailable'));
    expect(unknown.headers.get('retry-after')).not.toBeNull();
    expect((await decide(relation, first, 'approve')).body['state']).toBe('applied');

    await world.product.directory.putUser({
      tenantId: partner.tenantId,
      objectId: person.objectId,
      displayName: 'Moved on',
      userPrincipalName: `${person.objectId}@people.example`,
      wids: [],
      roles: [],
      memberOf: [],
      kind: 'user',
    });
    await world.advance({ seconds: 60 });
    expect((await decide(relation, second, 'approve')).body).toMatchObject({
      state: 'failed',
      error: { code: 'notFound' },
    });
  });
});

test('R32 nothing is approved while the relationship is suspended', async () => {
  const relation = await strict();
  const { customer, primaryAdmin, ofRoom, withPartner } = relation;
  const asked = await primaryAdmin.patch(ofRoom, { site: 'Bergen' });
  await customer.admin.post(`${withPartner}/suspend`);
  const answer = await decide(relation, asked, 'approve');
  expect(answer).toMatchObject(refused(409, 'relationshipState'));
  expect(answer.body['detail']).toContain('suspended');
  expect(await primaryAdmin.get(ofPartner(asked))).toMatchObject(refused(403, 'relationshipNotActive'));
  await customer.admin.post(`${withPartner}/resume`);
  expect((await decide(relation, asked, 'approve')).body['state']).toBe('applied');
});

describe('api.md, who of the partner sees a change request', () => {
  test('who asked, and who may see the roles there; nobody else, and nobody of another partner', async () => {
    const relation = await relate(world);
    const { customer, partner, primaryAdmin, atCustomer } = relation;
    const { id } = await room(customer);
    const may = ['rooms.view', 'rooms.modify'];
    const [asker, colleague] = [
      await roleHolder(world, ofRelation(relation), may),
      await roleHolder(world, ofRelation(relation), may),
    ];
    await controlChanges(relation, everythingManual);
    const asked = await asker.patch(`${atCustomer}/rooms/${id}`, { site: 'Bergen' });
    const elsewhere = await relate(world);
    const seenBy = async (who: Caller) => [
      (await who.get(ofPartner(asked))).status,
      (await who.all('/partner/changeRequests')).length,
    ];
    expect(await seenBy(asker)).toEqual([200, 1]);
    expect(await seenBy(primaryAdmin)).toEqual([200, 1]);
    expect(await seenBy(colleague)).toEqual([404, 0]);
    expect(await seenBy(partner.admin)).toEqual([404, 0]);
    expect(await seenBy(elsewhere.primaryAdmin)).toEqual([404, 0]);
    expect(await colleague.post(`${ofPartner(asked)}/cancel`)).toMatchObject(refused(404, 'notFound'));
    const [row] = await asker.all('/partner/changeRequests?state=pending');
    expect(row).toEqual({ ...asked.body, customerId: customer.tenantId, customerDisplayName: customer.name });
  });

  test('R34 what was asked in an earlier relationship is the customer’s to remember, and can never be made', async () => {
    const relation = await strict();
    const { customer, partner, primaryAdmin, ofRoom } = relation;
    const asked = await primaryAdmin.patch(ofRoom, { site: 'Bergen' });
    await end(relation);
    expect(await primaryAdmin.get(ofPartner(asked))).toMatchObject(refused(404, 'notFound'));
    await relate(world, { customer, partner, primaryAdmin });
    expect(await primaryAdmin.get(ofPartner(asked))).toMatchObject(refused(404, 'notFound'));
    expect(await primaryAdmin.all('/partner/changeRequests')).toEqual([]);
    expect(await customer.admin.all('/customer/changeRequests')).toHaveLength(1);
  });
});

test('a dry run of a change that would wait tells so; under an Idempotency-Key it is asked for once', async () => {
  const { customer, primaryAdmin, ofRoom } = await strict();
  const dry = await primaryAdmin.patch(`${ofRoom}?dryRun=true`, { site: 'Bergen' });
  expect(dry).toMatchObject({
    status: 200,
    body: { dryRun: true, wouldChange: [{ category: 'ChangeRequest', operation: 'Create', objectName: 'As it was' }] },
  });
  expect(stored(customer.tenantId, 'changeRequest')).toEqual([]);
  const key = { 'idempotency-key': 'once' };
  const enroll = () => primaryAdmin.post(`${ofRoom}/enroll`, undefined, key);
  const [first, again] = [await enroll(), await enroll()];
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('location')).toBe(first.headers.get('location'));
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(stored(customer.tenantId, 'changeRequest')).toHaveLength(1);
});
