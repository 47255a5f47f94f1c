import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { routes } from '../../../functions/routes/routes.ts';
import type { Route } from '../../../functions/http/route.ts';
import { newId } from '../../../shared/domain/ids.ts';
import { refused } from '../../support/refused.ts';
import {
  guarded,
  isOpen,
  named,
  parametersOf,
  startEveryRouteWorld,
  type EveryRouteWorld,
} from '../../support/everyRouteWorld.ts';

let every: EveryRouteWorld;
beforeAll(async () => {
  every = await startEveryRouteWorld();
});
afterAll(() => every.world.stop());

const isOfOperator = ({ audience }: Route) => audience === 'operator' || audience === 'monitor';
const mutations = guarded.filter(({ kind }) => kind === 'mutation');
const withBody = guarded.filter(({ body }) => body);
const withoutBody = mutations.filter(({ body }) => !body);
/** Those that look at a body, be it that there is none. */
const reading = [...withBody, ...withoutBody];
const ofTenants = guarded.filter((route) => !isOfOperator(route));

const open = (rows: readonly Route[]) => named(rows.filter(isOpen));

test('there are routes of every kind, and only these need no token', () => {
  for (const rows of [routes, guarded, withBody, withoutBody, ofTenants]) expect(rows.length).toBeGreaterThan(0);
  const anonymous = routes.filter(({ audience }) => audience === 'anonymous');
  expect(anonymous.map(({ name }) => name)).toEqual(['getHealth', 'enrollDevice', 'getOpenApi', 'getDocs']);
});

describe('who may', () => {
  test.each(named(guarded))('%s: 401 without a token and with a wrong one, and nothing about why', async (_, route) => {
    for (const caller of [every.world.nobody, every.world.bearer('wrong')]) {
      const answer = await every.call(caller, route);
      expect(answer).toMatchObject(refused(401, 'unauthenticated'));
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
  });

  test.each(named(guarded))('%s: an application is refused without the role', async (_, route) => {
    const { tenantId } = await tenantOf(isOfOperator(route) ? every.world.operator : every.callerOf(route));
    const application = await every.world.person(tenantId, { claims: { idtyp: 'app', scp: null, wids: null } });
    expect(await every.call(application, route)).toMatchObject(refused(403, 'permissionDenied'));
  });

  test.each(named(guarded))('%s: somebody of a tenant that is not registered is refused', async (_, route) => {
    const stranger = await every.world.person(randomUUID(), { globalAdministrator: true });
    const code = isOfOperator(route) ? 'permissionDenied' : 'tenantNotRegistered';
    expect(await every.call(stranger, route)).toMatchObject(refused(403, code));
  });

  const ofPartners = guarded.filter(({ audience }) => ['partner', 'invited', 'customerOfPartner'].includes(audience));
  test.each(named(ofPartners))('%s: somebody of a tenant that is no partner is refused', async (_, route) => {
    const { admin } = await every.world.tenant('Fabrikam');
    expect(await every.call(admin, route)).toMatchObject(refused(403, 'partnerNotOnboarded'));
  });

  const atCustomers = guarded.filter(({ audience }) => audience === 'customerOfPartner');
  test.each(named(atCustomers))('%s: another partner gets what nobody at all would', async (_, route) => {
    const { admin } = await every.world.tenant('Litware', { partner: true });
    const real = await every.call(admin, route, { headers: { 'x-request-id': 'same' } });
    const customerId = randomUUID();
    const none = await every.call(admin, route, { ids: { customerId }, headers: { 'x-request-id': 'same' } });
    expect(real).toMatchObject(refused(404, 'notFound'));
    expect(none.text).toBe(real.text.replace(/customers\/[0-9a-f-]{36}/, `customers/${customerId}`));
  });
});

describe('what is wrong by itself', () => {
  test.each(open(routes))('%s: an unknown query parameter', async (_, route) => {
    const answer = await every.call(every.callerOf(route), route, { query: 'bogus=1' });
    expect(answer).toMatchObject(refused(400, 'invalidRequest'));
    expect(answer.body['errors']).toContainEqual(expect.objectContaining({ path: 'bogus', code: 'unrecognized_keys' }));
  });

  test.each(open(withBody))('%s: an unknown member', async (_, route) => {
    const body = { ...every.bodyOf(route), bogus: 1 };
    const answer = await every.call(every.callerOf(route), route, { body });
    expect(answer).toMatchObject(refused(400, 'invalidRequest'));
    expect(answer.body['errors']).toContainEqual(expect.objectContaining({ path: 'bogus', code: 'unrecognized_keys' }));
  });

  test.each(open(withBody))('%s: no body, no JSON and no object', async (_, route) => {
    for (const body of ['', '{', 'null', '[]', '"text"', '{"__proto__":{}}']) {
      expect(await every.call(every.callerOf(route), route, { body })).toMatchObject(refused(400, 'invalidRequest'));
    }
  });

  test.each(open(withoutBody))('%s: a body where none is taken', async (_, route) => {
    const answer = await every.call(every.callerOf(route), route, { body: { bogus: 1 } });
    expect(answer).toMatchObject(refused(400, 'invalidRequest'));
  });

  test.each(open(reading))('%s: a chunked body, and the answer says so', async (_, route) => {
    const answer = await chunked(every, route);
    expect(answer).toMatchObject({ status: 400, problem: { code: 'invalidRequest' } });
    expect(answer.problem['detail']).toContain('chunked');
  });

  test.each(named(reading))('%s: a body too large', async (_, route) => {
    const body = JSON.stringify({ bogus: 'x'.repeat(65_537) });
    expect(await every.call(every.callerOf(route), route, { body })).toMatchObject(refused(413, 'bodyTooLarge'));
  });

  test.each(named(reading))('%s: a body of another type, of none, or encoded', async (_, route) => {
    const notThis = route.method === 'PATCH' ? [] : ['application/merge-patch+json'];
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '', ...notThis];
    const headers = [...types.map((type) => ({ 'content-type': type })), { 'content-encoding': 'gzip' }];
    for (const header of headers) {
      const answer = await every.call(every.callerOf(route), route, { body: { bogus: 1 }, headers: header });
      expect(answer).toMatchObject(refused(415, 'unsupportedMediaType'));
    }
  });
});

describe('what is not there', () => {
  const unknownIds = [
    randomUUID(),
    newId('room', new Date()),
    'x'.repeat(1000),
    '%23',
    '%3F',
    '%5C',
    '%22',
    '%20',
    'room_0%20',
    '%C3%A9',
    '__proto__',
  ];
  // Registering a tenant is how it comes to be there.
  const byId = guarded.filter((route) => route.path.includes('{') && route.name !== 'registerTenant');
  test.each(open(byId))('%s: unknown ids, one at a time', async (_, route) => {
    for (const parameter of parametersOf(route)) {
      for (const id of unknownIds) {
        const answer = await every.call(every.callerOf(route), route, { ids: { [parameter]: id } });
        expect([id, answer]).toMatchObject([id, refused(404, 'notFound')]);
      }
    }
  });

  const paths = [...new Map(routes.map((route) => [route.path, route])).values()];
  test.each(named(paths))('%s: a method that its address does not have', async (_, route) => {
    const offered = new Set<string>(routes.filter(({ path }) => path === route.path).map(({ method }) => method));
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((method) => !offered.has(method));
    expect(others.length).toBeGreaterThan(0);
    for (const method of others) {
      expect(await every.callerOf(route).call(method, every.pathOf(route))).toMatchObject({ status: 404, text: '' });
    }
  });
});

test.each(named(routes))('%s: the request id is taken over, or made', async (_, route) => {
  const caller = route.audience === 'anonymous' ? every.callerOf(route) : every.world.nobody;
  for (const [given, taken] of [
    ['Abc-1.2_3', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['a b', false],
  ] as const) {
    const answer = await every.call(caller, route, { headers: { 'x-request-id': given } });
    const id = answer.headers.get('x-request-id');
    expect(id === given).toBe(taken);
    expect(id).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
    expect(route.audience === 'anonymous' ? id : answer.body['requestId']).toBe(id);
  }
});

/** The tenant of a caller, as the product sees it. */
async function tenantOf(caller: EveryRouteWorld['world']['operator']) {
  const { body } = await caller.get('/me');
  return { tenantId: String(body['tenantId']) };
}

/** The request of a route with a body sent without its length. */
async function chunked({ world, pathOf, tokenOf }: EveryRouteWorld, route: Route) {
  const response = await fetch(`${String(world.product.api[0])}${pathOf(route)}`, {
    method: route.method,
    headers: { authorization: `Bearer ${tokenOf(route)}`, 'content-type': 'application/json' },
    body: new Blob(['{}']).stream(),
    duplex: 'half',
  });
  return { status: response.status, problem: (await response.json()) as Record<string, unknown> };
}
