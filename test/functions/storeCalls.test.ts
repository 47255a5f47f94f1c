import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { routes } from '../../functions/routes/routes.ts';
import type { ApiAnswer } from '../support/caller.ts';
import { invitationTo, invite, relate, type Offer, type Relation } from '../support/relationship.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let relation: Relation;
let offer: Offer;
let roomId: string;
let groupId: string;
let ofRole: string;
let ofAssignment: string;
let roomNumber = 0;

beforeAll(async () => {
  world = await startWorld();
  relation = await relate(world);
  offer = await invite(world);
  const { customer, primaryAdmin, atCustomer } = relation;
  const made = async (answer: Promise<ApiAnswer>) => String((await answer).body['id']);
  roomId = await made(customer.admin.post('/customer/rooms', aRoom()));
  groupId = await made(customer.admin.post('/customer/roomGroups', { name: 'Floor' }));
  const roleId = await made(primaryAdmin.post(`${atCustomer}/roles`, aRole()));
  ofRole = `${atCustomer}/roles/${roleId}`;
  ofAssignment = `${ofRole}/assignments/${await made(primaryAdmin.post(`${ofRole}/assignments`, await anAssignment()))}`;
  // What is read once per process, and not per request.
  await customer.admin.get('/customer/rooms');
});
afterAll(() => world.stop());

const aRoom = () => ({ name: 'Room', accountUpn: `room${++roomNumber}@x.example` });
const aRole = () => ({ name: `Role ${++roomNumber}`, permissions: ['rooms.view'] });
const aName = () => ({ name: `Name ${++roomNumber}` });
const somebody = async () => (await world.person(relation.partner.tenantId)).member;
const anAssignment = async () => ({
  name: 'Viewers',
  members: [await somebody()],
  scope: { kind: 'allRooms' },
});

/** Timers ask the store whenever it is their time. */
const routeNames: ReadonlySet<string> = new Set(routes.map(({ name }) => name));

/** What a request costs at the store, as `reads + batches`. */
async function cost(act: () => Promise<ApiAnswer>): Promise<string> {
  const { meter } = world.product;
  meter.reset();
  const { status, text } = await act();
  if (status >= 300) throw new Error(`${status} ${text}`);
  const asked = meter.rows().filter(({ route }) => routeNames.has(route));
  const sum = (count: (row: (typeof asked)[number]) => number) => asked.reduce((all, row) => all + count(row), 0);
  return `${sum(({ read, query }) => read + query)} + ${sum(({ batch, write }) => batch + write)}`;
}

type Ask = () => Promise<ApiAnswer>;
const atCustomer = (path: string) => `${relation.atCustomer}/${path}`;
const key = () => ({ 'idempotency-key': `key-${++roomNumber}` });

/** A request by name, what it costs at most, and how to ask it. */
type Row = [name: string, cost: string, ask: Ask];

describe('F3 a request on one object makes at most two reads and one batch', () => {
  test.each<Row>([
    ['GET a room, customer’s side', '1 + 0', () => relation.customer.admin.get(`/customer/rooms/${roomId}`)],
    ['PATCH a room', '1 + 1', () => relation.customer.admin.patch(`/customer/rooms/${roomId}`, aName())],
    ['POST a room', '2 + 1', () => relation.customer.admin.post('/customer/rooms', aRoom())],
    ['POST a room under a key', '2 + 1', () => relation.customer.admin.post('/customer/rooms', aRoom(), key())],
    ['enroll a room', '1 + 1', () => relation.customer.admin.post(`/customer/rooms/${roomId}/enroll`)],
    [
      'unenroll it under a key',
      '1 + 1',
      () => relation.customer.admin.post(`/customer/rooms/${roomId}/unenroll`, {}, key()),
    ],
    ['POST a room group', '2 + 1', () => relation.customer.admin.post('/customer/roomGroups', aName())],
    [
      'PUT a room into a group',
      '2 + 1',
      () => relation.customer.admin.put(`/customer/roomGroups/${groupId}/rooms/${roomId}`),
    ],
    ['GET a room, partner’s side', '2 + 0', () => relation.primaryAdmin.get(atCustomer(`rooms/${roomId}`))],
    ['GET a role', '2 + 0', () => relation.primaryAdmin.get(ofRole)],
    ['POST a role', '2 + 1', () => relation.primaryAdmin.post(atCustomer('roles'), aRole())],
    ['POST a role under a key', '2 + 1', () => relation.primaryAdmin.post(atCustomer('roles'), aRole(), key())],
    ['PATCH a role', '2 + 1', () => relation.primaryAdmin.patch(ofRole, aName())],
    ['GET an assignment', '2 + 0', () => relation.primaryAdmin.get(ofAssignment)],
    ['PATCH an assignment', '2 + 1', () => relation.primaryAdmin.patch(ofAssignment, aName())],
    [
      'POST an assignment',
      '2 + 1',
      async () => relation.primaryAdmin.post(`${ofRole}/assignments`, await anAssignment()),
    ],
    [
      'POST an assignment under a key',
      '2 + 1',
      async () => relation.primaryAdmin.post(`${ofRole}/assignments`, await anAssignment(), key()),
    ],
    ['GET the Primary admins', '2 + 0', () => relation.primaryAdmin.get(atCustomer('primaryAdmins'))],
    [
      'POST a Primary admin',
      '2 + 1',
      async () => relation.primaryAdmin.post(atCustomer('primaryAdmins'), await somebody()),
    ],
    ['GET a customer', '2 + 0', () => relation.primaryAdmin.get(relation.atCustomer)],
    ['GET an invitation, customer’s side', '2 + 0', () => relation.customer.admin.get(relation.ofCustomer)],
    ['GET /me', '1 + 0', () => relation.primaryAdmin.get('/me')],
    [
      'POST a Tenant manager',
      '1 + 1',
      async () => relation.partner.admin.post('/partner/tenantManagers', await somebody()),
    ],
  ])('%s: %s', async (_, expected, ask) => {
    expect(await cost(ask)).toBe(expected);
  });
});

describe('F3 what counts rooms, or is of two tenants, takes more', () => {
  test.each<Row>([
    [
      'GET a room group: its rooms are counted',
      '2 + 0',
      () => relation.customer.admin.get(`/customer/roomGroups/${groupId}`),
    ],
    [
      'PATCH a room group: name, and its rooms',
      '3 + 1',
      () => relation.customer.admin.patch(`/customer/roomGroups/${groupId}`, aName()),
    ],
    ['GET a relationship: the partner’s name', '3 + 0', () => relation.customer.admin.get(relation.withPartner)],
    [
      'GET an accepted invitation, partner’s side: own, pointer, customer',
      '3 + 0',
      () => relation.partner.admin.get(relation.ofPartner),
    ],
    [
      'GET a pending invitation, partner’s side: and rooms in scope',
      '4 + 0',
      () => offer.partner.admin.get(offer.ofPartner),
    ],
    [
      'resend: the partner’s name, and the pointer',
      '3 + 2',
      () => offer.customer.admin.post(`${offer.ofCustomer}/resend`, { expiresInDays: 3 }),
    ],
    ['decline: and the pointer goes', '4 + 2', () => offer.partner.admin.post(`${offer.ofPartner}/decline`)],
    [
      'invite: domain, partner, and the pointer',
      '5 + 2',
      () => offer.customer.admin.post('/customer/invitations', invitationTo(offer.partner)),
    ],
  ])('%s: %s', async (_, expected, ask) => {
    expect(await cost(ask)).toBe(expected);
  });
});
