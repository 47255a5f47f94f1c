import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Body } from '../../support/caller.ts';
import { openGate, type Gate } from '../../support/openGate.ts';
import { manyGroups } from '../../support/overage.ts';
import { refused } from '../../support/refused.ts';
import { end, relate, type Relation } from '../../support/relationship.ts';
import { ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { betweenStore } from '../../support/transport.ts';
import { startWorld, type World, type WorldPerson, type WorldTenant } from '../../support/world.ts';

/** The queries that the store is too busy for. */
let busyFor: ((body: string) => boolean) | undefined;
let directory: Gate;
let world: World;
let partner: WorldTenant;
let pia: WorldPerson;
/** In the order of the customers' ids, two rooms each. */
let relations: [Relation, Relation, Relation, Relation];

beforeAll(async () => {
  let graph = '';
  directory = await openGate(() => graph);
  const busy = betweenStore(async ({ body }, proceed) => {
    const answer = await proceed();
    if (typeof body !== 'string' || !busyFor?.(body)) return answer;
    return { ...answer, status: 503, bodyAsText: '{"code":"ServiceUnavailable","message":"Busy."}' };
  });
  world = await startWorld({
    swap(parts) {
      graph = parts.environment['GRAPH_ENDPOINT'] ?? '';
      return busy({ ...parts, environment: { ...parts.environment, GRAPH_ENDPOINT: directory.origin } });
    },
  });
  partner = await world.tenant('Tailspin', { partner: true });
  pia = await world.person(partner.tenantId);
  const made: Relation[] = [];
  for (let left = 4; left > 0; left--) {
    const relation = await relate(world, { partner, primaryAdmin: pia });
    await room(relation.customer);
    await room(relation.customer);
    made.push(relation);
  }
  relations = made.sort((a, b) => (a.atCustomer < b.atCustomer ? -1 : 1)) as typeof relations;
});
afterEach(() => {
  busyFor = undefined;
});
afterAll(async () => {
  await world.stop();
  await directory.close();
});

const whole = (count: number) => ({ complete: true, customers: { asked: count, answered: count }, failed: [] });
const failing = (asked: number, customerIds: readonly string[], code = 'temporarilyUnavailable') => ({
  complete: false,
  customers: { asked, answered: asked - customerIds.length },
  failed: customerIds.map((customerId) => ({ customerId, code })),
});
const customerIdsOf = ({ value }: Body) => [...new Set(value.map(({ customerId }) => String(customerId)))];
const idOf = ({ customer }: Relation) => customer.tenantId;
const naming = (customerId: string, type: string) => (body: string) =>
  body.includes(`"${customerId}"`) && body.includes(`"value":"${type}"`);

const orders = ['', 'orderBy=name', 'orderBy=-name'];

test('R71 a page says of how many customers it is: in the default order of no more than it needs', async () => {
  for (const order of orders) {
    expect((await pia.get(`/partner/rooms?${order}`)).body['completeness']).toEqual(whole(4));
    const two = (await pia.get(`/partner/rooms?${order}&top=2`)).body['completeness'];
    expect(two).toEqual(whole(order === '' ? 1 : 4));
  }
  expect((await pia.get('/partner/rooms?top=3')).body['completeness']).toEqual(whole(2));
  expect((await pia.get('/partner/overview?top=3')).body['completeness']).toEqual(whole(3));
});

test.each(
  orders.flatMap((order) => [
    [order, 'relationship'],
    [order, 'room'],
  ]),
)(
  'R71 ?%s: of one customer whose %s can not be read the page says so, the others are answered',
  async (order, type) => {
    const [first, second, third, fourth] = relations;
    busyFor = naming(idOf(second), type);
    const { status, body } = await pia.get(`/partner/rooms?${order}`);
    expect([status, body['completeness']]).toEqual([200, failing(4, [idOf(second)])]);
    expect(customerIdsOf(body).sort()).toEqual([first, third, fourth].map(idOf));
    expect(body.value).toHaveLength(6);
    busyFor = undefined;
    expect((await pia.get(`/partner/rooms?${order}`)).body['completeness']).toEqual(whole(4));
  },
);

test('R71 in the default order the page that the customer belongs to says it, and no other', async () => {
  const [, , third] = relations;
  busyFor = naming(idOf(third), 'room');
  const told = [];
  for (let next: string | undefined = '/partner/rooms?top=2'; next !== undefined;) {
    const { body } = await pia.get(next);
    told.push([body.value.length, body['completeness']?.['complete']]);
    next = body['nextLink'] as string | undefined;
  }
  expect(told).toEqual([
    [2, true],
    [2, true],
    [2, false],
  ]);
});

test('R71 when no customer can be read, each of them is said to have failed', async () => {
  busyFor = (body) => body.includes('"value":"room"');
  for (const order of orders) {
    const { status, body } = await pia.get(`/partner/rooms?${order}`);
    expect([status, body.value]).toEqual([200, []]);
    expect(body['completeness']).toMatchObject({ complete: false, customers: { asked: 4, answered: 0 } });
    expect(body['completeness']?.['failed']).toHaveLength(4);
  }
});

test('R71 when it can not be told which customers there are, there is no page', async () => {
  busyFor = (body) => body.includes('"value":"customerPointer"');
  for (const path of ['rooms', 'rooms?orderBy=name', 'overview']) {
    expect(await pia.get(`/partner/${path}`)).toMatchObject(refused(503, 'temporarilyUnavailable'));
  }
});

test.each(['room', 'ticket', 'relationship'])(
  'R71 the overview leaves out a customer whose %s can not be read',
  async (type) => {
    const [first, second, third, fourth] = relations;
    busyFor = naming(idOf(third), type);
    const { body } = await pia.get('/partner/overview');
    expect(customerIdsOf(body)).toEqual([first, second, fourth].map(idOf));
    expect(body['completeness']).toEqual(failing(4, [idOf(third)]));
  },
);

test('R71 R72 tickets: for narrow reaches rooms are read too, and a customer where they can not be is said to have failed', async () => {
  const [first, second] = relations;
  const person = await world.person(partner.tenantId);
  for (const relation of [first, second]) {
    const [one] = await pia.all(`${relation.atCustomer}/rooms`);
    const scope = { kind: 'selected', roomIds: [String(one?.['id'])] };
    await roleHolder(world, ofRelation(relation), ['tickets.view'], { person, scope });
  }
  expect(await person.get('/partner/tickets')).toMatchObject(refused(409, 'allTicketsViewDisabled'));
  await person.patch('/partner/preferences', { allTicketsView: true });
  expect((await person.get('/partner/tickets')).body).toEqual({ value: [], completeness: whole(2) });
  busyFor = naming(idOf(second), 'room');
  expect((await person.get('/partner/tickets')).body).toEqual({ value: [], completeness: failing(2, [idOf(second)]) });
});

test('R5 R9 customers out of sight are not asked: no role, another permission, not active, not there', async () => {
  const [first, second] = relations;
  const person = await roleHolder(world, ofRelation(first), ['reports.view']);
  await roleHolder(world, ofRelation(second), ['rooms.view'], { person });
  const { body } = await person.get('/partner/rooms');
  expect(customerIdsOf(body)).toEqual([idOf(second)]);
  expect(body['completeness']).toEqual(whole(1));
  for (const id of [idOf(first), partner.tenantId, 'nobody', '%23', '00000000-0000-4000-8000-000000000000']) {
    const answer = await person.get(`/partner/rooms?customerId=${id}`);
    expect([id, answer.status, answer.body]).toEqual([id, 200, { value: [], completeness: whole(0) }]);
  }
  for (const nobody of [partner.admin, await world.person(partner.tenantId)]) {
    for (const path of ['rooms', 'rooms?orderBy=name', 'overview']) {
      expect((await nobody.get(`/partner/${path}`)).body).toEqual({ value: [], completeness: whole(0) });
    }
  }
});

test('R31 R71 from its end on a customer gives nothing, not even to a page that was begun before', async () => {
  const other = await world.tenant('Fabrikam', { partner: true });
  const person = await world.person(other.tenantId);
  const [staying, ending] = [
    await relate(world, { partner: other, primaryAdmin: person }),
    await relate(world, { partner: other, primaryAdmin: person }),
  ];
  for (const { customer } of [staying, ending, staying, ending]) await room(customer);
  for (const order of orders) expect(await person.all(`/partner/rooms?${order}&top=1`)).toHaveLength(4);
  const links = await Promise.all(
    orders.map(async (order) => String((await person.get(`/partner/rooms?${order}&top=1`)).body['nextLink'])),
  );
  await end(ending);
  for (const link of links) {
    const rows = await person.all(link);
    expect(rows.map(({ customerId }) => String(customerId))).not.toContain(idOf(ending));
  }
  expect((await person.get('/partner/rooms')).body['completeness']).toEqual(whole(1));
});

test('R32 R71 while a relationship is suspended its customer gives nothing and is not asked; then all is as before', async () => {
  const [, second] = relations;
  const { admin } = second.customer;
  expect((await admin.post(`${second.withPartner}/suspend`)).status).toBe(200);
  for (const order of orders) {
    const { body } = await pia.get(`/partner/rooms?${order}`);
    expect(customerIdsOf(body)).not.toContain(idOf(second));
    expect(body['completeness']).toEqual(whole(3));
  }
  expect((await pia.get('/partner/overview')).body['completeness']).toEqual(whole(3));
  expect((await admin.post(`${second.withPartner}/resume`)).status).toBe(200);
  expect((await pia.get('/partner/rooms')).body['completeness']).toEqual(whole(4));
});

test('R42 where a group might give it and nobody can tell, the page says so of customers that the person sees anyhow', async () => {
  const [first, second, third] = relations;
  const many = await manyGroups(world, partner.tenantId);
  const viewers = await world.group(partner.tenantId);
  const person = await world.person(partner.tenantId, { memberOf: [...many, viewers.id] });
  const byGroup = { ...person, member: viewers };
  await roleHolder(world, ofRelation(first), ['rooms.view'], { person });
  await roleHolder(world, ofRelation(second), ['roles.view'], { person });
  for (const relation of [second, third]) {
    await roleHolder(world, ofRelation(relation), ['rooms.view'], { person: byGroup });
  }
  expect(customerIdsOf((await person.get('/partner/rooms')).body)).toEqual([first, second, third].map(idOf));
  // What the directory has said is remembered for a moment.
  await world.advance({ seconds: 61 });
  await directory.whileAnswering({ status: 500 }, async () => {
    for (const path of ['rooms', 'rooms?orderBy=name', 'overview']) {
      const { body } = await person.get(`/partner/${path}`);
      expect(customerIdsOf(body)).toEqual([idOf(first)]);
      expect(body['completeness']).toEqual(failing(2, [idOf(second)], 'groupMembershipUnknown'));
    }
  });
});
