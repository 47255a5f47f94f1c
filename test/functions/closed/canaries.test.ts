import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { containers } from '../../../shared/data/containers.ts';
import { primaryAdminRole } from '../../../shared/domain/roles.ts';
import { routes } from '../../../functions/routes/routes.ts';
import type { Route } from '../../../functions/http/route.ts';
import type { ApiAnswer, Body, Caller } from '../../support/caller.ts';
import { openCanaries } from '../../support/canaries.ts';
import { parametersOf, setScene, type EveryRouteWorld } from '../../support/everyRouteWorld.ts';
import { figure } from '../../support/figure.ts';
import { relate } from '../../support/relationship.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

jest.setTimeout(120_000);

const canaries = openCanaries();
const { plant } = canaries;
const lines: string[] = [];
let world: World;
/** Somewhere else in the same world: its bodies are right by themselves. */
let scene: EveryRouteWorld;
let people: Record<string, Caller>;
/** What each request names: what the partner reaches, what one of its people does, what it does not. */
let idSets: Record<'reached' | 'narrow' | 'hidden', Record<string, string>>;

beforeAll(async () => {
  world = await startWorld({ log: (line) => lines.push(line) });
  scene = await setScene(world);
  ({ people, idSets } = await settle());
});
afterAll(() => world.stop());

const body = async (answer: Promise<ApiAnswer>): Promise<Body> => {
  const { status, text, body: of } = await answer;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return of;
};
/** The id of what is made. */
const idOf = async (answer: Promise<ApiAnswer>) => String((await body(answer))['id']);

/** Two customers and three partners: the first customer is related to the first partner, in part of its rooms. */
async function settle() {
  const managers = ['gus', 'mia'];
  const atA = ['ada', 'tom', ...managers, 'pia', 'rob', 'operator'];
  const a = await tenant('ada', [...atA, 'ivy'], false);
  const b = await tenant('fay', [...managers, 'pib', 'wes', 'qia', 'operator'], false);
  const p = await tenant('gus', [...atA, 'fay', 'pib'], true);
  const q = await tenant('wes', ['qia', 'fay', 'operator'], true);
  const w = await tenant('ivy', ['ada', 'operator'], true);
  const known = (tenantId: string, ...seenBy: string[]) =>
    world.person(tenantId, { name: plant('displayName', ...seenBy) });

  // What of the customer a partner's people see, by the name of who does.
  const narrowOf = ['ada', 'tom', 'pia', 'rob'];
  const reachedBy = ['ada', 'pia'];
  const [narrow, reached, hidden] = [
    await aRoom(a, narrowOf),
    await aRoom(a, reachedBy),
    await aRoom(a, ['ada'], ['ivy']),
  ];
  const inGroup = await aGroup(a, reached, reachedBy);
  const outGroup = await aGroup(a, hidden, ['ada']);
  const scope = { kind: 'selected', roomIds: [narrow, reached], roomGroupIds: [inGroup] };

  // Whoever has a role may search the directory of their own organisation.
  const colleagues = ['gus', 'mia', 'pia', 'rob', 'pib'];
  const pia = await known(p.tenantId, 'ada', ...colleagues);
  const pib = await known(p.tenantId, 'fay', ...colleagues);
  const rob = await known(p.tenantId, 'ada', ...colleagues);
  const mia = await known(p.tenantId, ...colleagues);
  const tom = await known(a.tenantId, 'ada');
  const qia = await known(q.tenantId, 'fay', 'wes', 'qia');
  const relation = await relate(world, { customer: a, partner: p, primaryAdmin: pia, scope });
  await relate(world, { customer: b, partner: p, primaryAdmin: pib });
  await relate(world, { customer: b, partner: q, primaryAdmin: qia });
  await p.admin.post('/partner/tenantManagers', mia.member);
  const invitationId = await idOf(
    a.admin.post('/customer/invitations', {
      partnerDomain: w.domain,
      expiresInDays: 7,
      scope: { kind: 'selected', roomIds: [hidden], roomGroupIds: [] },
      acceptedTermsVersion: '2026-11',
    }),
  );

  const settings = permitted('settings.view');
  await body(
    a.admin.patch('/customer/settings', {
      supportContact: plant('supportContact', 'ada', ...settings),
      notificationAddresses: [`${plant('notificationAddresses', 'ada', ...settings)}@contoso.example`],
    }),
  );
  const key = await body(a.admin.get('/customer/enrollmentKey'));
  canaries.watch(String(key['key']), 'ada', ...permitted('rooms.downloadKey'));
  const [ring] = await a.admin.all('/customer/updateRings');
  const ringId = String(ring?.['id']);
  await body(a.admin.patch(`/customer/updateRings/${ringId}`, { name: plant('name', 'ada', 'pia') }));

  const only = (roomIds: string[]) => ({ kind: 'selected', roomIds, roomGroupIds: [] });
  const ofCustomer = await aRole(a.admin, '/customer', tom.member, only([narrow]), ['ada'], ['ada']);
  const ofPartner = await aRole(
    pia,
    relation.atCustomer,
    rob.member,
    only([narrow]),
    ['ada', 'pia', 'rob'],
    ['ada', 'pia'],
  );
  const tickets = {
    narrow: await aTicket(a, [narrow], narrowOf),
    reached: await aTicket(a, [reached], reachedBy),
    hidden: await aTicket(a, [hidden], ['ada']),
  };
  await aTicket(a, [reached, hidden], reachedBy);

  // The second customer has something in each place too.
  const atB = await aRoom(b, ['fay', 'pib', 'qia']);
  await aTicket(b, [atB], ['fay', 'pib', 'qia']);
  await aGroup(b, atB, ['fay', 'pib', 'qia']);
  for (const person of [p.admin, pia, pib, rob, qia, q.admin]) {
    await body(person.patch('/partner/preferences', { allTicketsView: true }));
  }

  const monitor = world.bearer(
    String(await world.product.identity.issueToken({ userPrincipalName: 'monitor@platform.example' })),
  );
  const common = {
    customerId: a.tenantId,
    partnerId: p.tenantId,
    tenantId: a.tenantId,
    principalId: pia.objectId,
    operationId: String(relation.accepted.body['id']),
    invitationId,
    ringId,
  };
  return {
    people: {
      ...{ ada: a.admin, tom, fay: b.admin, gus: p.admin, mia, pia, rob, pib, wes: q.admin, qia, ivy: w.admin },
      ...{ operator: world.operator, monitor, nobody: world.nobody },
      stranger: await world.person(randomUUID(), { globalAdministrator: true }),
    },
    idSets: {
      reached: { ...common, roomId: reached, groupId: inGroup, ticketId: tickets.reached, ...ofPartner },
      narrow: { ...common, roomId: narrow, groupId: inGroup, ticketId: tickets.narrow, ...ofCustomer },
      hidden: { ...common, roomId: hidden, groupId: outGroup, ticketId: tickets.hidden, ...ofCustomer },
    },
  };
}

const permitted = (permission: (typeof primaryAdminRole.permissions)[number]) =>
  primaryAdminRole.permissions.includes(permission) ? ['pia'] : [];

/** A tenant whose name and domains are canaries. */
async function tenant(admin: string, others: string[], partner: boolean): Promise<WorldTenant> {
  const tenantId = randomUUID();
  const name = plant('displayName', admin, ...others);
  const domain = `${plant('defaultDomain', admin, ...others)}.example`;
  const other = `${plant('domains', admin, 'operator')}.example`;
  const registration = { displayName: name, defaultDomain: domain, domains: [domain, other], partner };
  await body(world.operator.put(`/platform/tenants/${tenantId}`, registration));
  return { tenantId, name, domain, admin: await world.person(tenantId, { globalAdministrator: true }) };
}

const aRoom = (at: WorldTenant, seenBy: string[], nameSeenBy: string[] = []) =>
  idOf(
    at.admin.post('/customer/rooms', {
      name: plant('name', ...seenBy, ...nameSeenBy),
      site: plant('site', ...seenBy),
      accountUpn: `${plant('accountUpn', ...seenBy)}@contoso.example`,
    }),
  );

async function aGroup(at: WorldTenant, roomId: string, seenBy: string[]) {
  const texts = { name: plant('name', ...seenBy), description: plant('description', ...seenBy) };
  const groupId = await idOf(at.admin.post('/customer/roomGroups', texts));
  await body(at.admin.put(`/customer/roomGroups/${groupId}/rooms/${roomId}`));
  return groupId;
}

async function aRole(by: Caller, base: string, member: object, scope: object, nameSeenBy: string[], seenBy: string[]) {
  const permissions = ['rooms.view', 'tickets.view', 'roomGroups.view', 'reports.view'];
  const role = { name: plant('name', ...nameSeenBy), description: plant('description', ...seenBy), permissions };
  const roleId = await idOf(by.post(`${base}/roles`, role));
  const texts = { name: plant('name', ...seenBy), description: plant('description', ...seenBy) };
  const assignment = { ...texts, members: [member], scope };
  return { roleId, assignmentId: await idOf(by.post(`${base}/roles/${roleId}/assignments`, assignment)) };
}

/** An open ticket, and one that was closed, each with something written on it. */
async function aTicket({ admin }: WorldTenant, roomIds: string[], seenBy: string[]) {
  const one = async () => {
    const texts = { title: plant('title', ...seenBy), description: plant('description', ...seenBy) };
    const ticketId = await idOf(admin.post('/customer/tickets', { ...texts, roomIds, highImpact: true }));
    await body(admin.post(`/customer/tickets/${ticketId}/messages`, { text: plant('text', ...seenBy) }));
    return ticketId;
  };
  const closed = await one();
  await body(admin.post(`/customer/tickets/${closed}/close`, { reason: plant('reason', ...seenBy) }));
  return one();
}

/** Everything of one answer that anybody gets to see. */
const seen = ({ text, headers }: ApiAnswer) => `${text}\n${JSON.stringify([...headers])}`;

const namesThings = (route: Route) =>
  parametersOf(route).some((name) => ['roomId', 'groupId', 'ticketId', 'roleId', 'assignmentId'].includes(name));

/** Of the first customer: an administrator, somebody with a role. Of the second: an administrator. Of their partner: an
 * administrator, a Tenant manager, a Primary admin and somebody with a role at the first, a Primary admin at the second.
 * Of another partner: an administrator and a Primary admin. Of one that is invited: an administrator. And those of no tenant. */
const names = ['ada', 'tom', 'fay', 'gus', 'mia', 'pia', 'rob', 'pib', 'wes', 'qia', 'ivy'];
const others = ['operator', 'monitor', 'nobody', 'stranger'];
let asked = 0;

// Guarantee: whatever anybody asks, they see no text of another tenant, nor one of their customer's out of their reach.
test.each([...names, ...others])('X1 R5 R9 R10 R24 R52 %s sees no foreign canary, on any route', async (person) => {
  const caller = people[person];
  if (!caller) throw new Error(`There is no ${person}.`);
  const { reached, narrow, hidden } = idSets;
  const requests = routes.flatMap((route) => {
    const sets = !namesThings(route)
      ? [reached]
      : route.kind === 'mutation'
        ? [reached, hidden]
        : [reached, narrow, hidden];
    return sets.map((ids) => ({ route, ids }));
  });
  const found: string[] = [];
  const ask = async ({ route, ids }: (typeof requests)[number]) => {
    const query = route.kind === 'mutation' ? 'dryRun=true' : route.kind === 'list' ? 'top=200' : '';
    const answer = await scene.call(caller, route, { ids, query, headers: { 'if-match': '*' } });
    asked++;
    for (const canary of canaries.foreign(seen(answer), person))
      found.push(`${route.name} ${answer.status}: ${canary}`);
  };
  while (requests.length > 0) await Promise.all(requests.splice(0, 8).map(ask));
  expect([...new Set(found)]).toEqual([]);
});

test('X1 all of them were asked of every route, and somebody saw every canary that is there to be seen', () => {
  expect(Object.keys(people).toSorted()).toEqual([...names, ...others].toSorted());
  // What nobody can see is no canary.
  expect(canaries.unseen()).toEqual([]);
  expect(asked).toBeGreaterThanOrEqual(routes.length * (names.length + others.length));
  const over = `${routes.length} routes and ${names.length + others.length} people`;
  figure('X1 requests in which nobody saw a foreign canary', `${asked} over ${over}`);
});

test('X1 the log has no text of anybody, no name, no address and no token', () => {
  expect(lines.length).toBeGreaterThan(1000);
  const telling = lines.filter(
    (line) => /canary|@|eyJ|bearer|Person|Contoso/i.test(line) || canaries.foreign(line, 'the log').length > 0,
  );
  expect(telling.slice(0, 5)).toEqual([]);
});

test('X5 R80 no text of a customer is stored in another partition than its own', () => {
  const places = new Map<string, Set<string>>();
  for (const container of Object.keys(containers)) {
    for (const key of world.product.store.partitions(container)) {
      const text = JSON.stringify(world.product.store.inspect(container, key));
      for (const [canary] of text.matchAll(/canary-(?!displayname|defaultdomain|domains)[a-z]+-\d+/g)) {
        places.set(canary, (places.get(canary) ?? new Set()).add(`${container} ${key}`));
      }
    }
  }
  expect(places.size).toBeGreaterThan(50);
  expect([...places].filter(([, keys]) => keys.size > 1)).toEqual([]);
});

/** Texts that are not kept, or are no more than a code. */
const notKept = ['partnerDomain', 'acceptedTermsVersion', 'enrollmentKey', 'country', 'timeZone', 'signalId'];

test('X1 there is a canary in every text that anybody can send', () => {
  const members = new Set<string>();
  const look = (schema: unknown, member = ''): void => {
    if (Array.isArray(schema)) for (const one of schema) look(one, member);
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return;
    const {
      type,
      enum: values,
      const: constant,
      format,
      pattern,
      properties,
      items,
      anyOf,
      oneOf,
    } = schema as Record<string, unknown>;
    const isFree =
      type === 'string' && !values && !constant && (!format || format === 'email') && (!pattern || format === 'email');
    if (isFree && !/[iI]ds?$/.test(member)) members.add(member);
    for (const [name, one] of Object.entries(properties ?? {})) look(one, name);
    look(items, member);
    look(anyOf, member);
    look(oneOf, member);
  };
  for (const { body: of } of routes) if (of) look(z.toJSONSchema(of, { io: 'input', unrepresentable: 'any' }));
  const wanted = [...members].filter((member) => !notKept.includes(member));
  expect(wanted.filter((member) => !canaries.members.has(member))).toEqual([]);
  expect(wanted.length).toBeGreaterThan(8);
});
