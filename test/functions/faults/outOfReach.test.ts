import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../../local/faults/openFaults.ts';
import { routes } from '../../../functions/routes/routes.ts';
import { manyGroups } from '../../support/overage.ts';
import { refused } from '../../support/refused.ts';
import { relate, type Relation } from '../../support/relationship.ts';
import type { WorldPerson, WorldTenant } from '../../support/world.ts';
import { guarded, setScene, type EveryRouteWorld } from '../../support/everyRouteWorld.ts';
import { effects, everything, startFaultyWorld } from './faultTour.ts';

let every: EveryRouteWorld;
let stranger: WorldTenant;
let relation: Relation;
/** Is Primary admin through a group that only the directory knows of. */
let member: WorldPerson;
beforeAll(async () => {
  every = await setScene(await startFaultyWorld());
  const { world } = every;
  stranger = await world.tenant('Litware', { partner: true });
  relation = await relate(world);
  const { partner, atCustomer } = relation;
  const admins = await world.group(partner.tenantId);
  await partner.admin.post(`${atCustomer}/primaryAdmins`, admins);
  member = await world.person(partner.tenantId, {
    memberOf: [admins.id, ...(await manyGroups(world, partner.tenantId))],
  });
});
afterEach(() => every.world.product.faults.clear());
afterAll(async () => {
  // A change whose answer was still due when its follow-up failed is reported, and true all the same.
  every.world.defects();
  await every.world.stop();
});

/** Those that take seconds wait for somebody who wants everything; the network between is the same for all. */
const quick = effects.filter(({ slow }) => everything || !slow);
const allAtOnceMs = 20_000;
const always = 1_000_000;
const meet = (target: Fault['target'], effect: Fault['do'], more: Partial<Fault> = {}) =>
  every.world.product.faults.add({ target, when: {}, do: effect, times: always, ...more });
const stored = () =>
  ['tenants', 'partners', 'operations', 'domains'].flatMap((name) => every.world.product.store.inspect(name));

/** Asks within the time in which everybody has an answer; all routes at once keep a busy machine busy for longer. */
async function inTime<Answer>(ask: () => Promise<Answer>, ms = 5_000): Promise<Answer> {
  const begun = performance.now();
  const answer = await ask();
  expect(performance.now() - begun).toBeLessThan(ms);
  return answer;
}

describe('S5 the store stays out of reach', () => {
  const before = effects.filter(({ name }) => /before|^4\d\d$/.test(name));

  test.each(before)('$name, for ever: every route answers, a clean 503 or what takes no store', async (effect) => {
    const stands = stored();
    meet('cosmos', effect.do);
    const asked = routes.map(async (route) => {
      const { status, body, headers } = await every.call(every.callerOf(route), route);
      return { route: route.name, status, code: body['code'], again: headers.get('retry-after') };
    });
    const answers = await inTime(() => Promise.all(asked), allAtOnceMs);
    const refusals = answers.filter(({ status }) => status !== 200);
    expect(refusals.length).toBeGreaterThan(routes.length - 5);
    for (const { route, ...answer } of refusals)
      expect([route, answer]).toEqual([route, { status: 503, code: 'temporarilyUnavailable', again: '5' }]);
    every.world.product.faults.clear();
    expect(stored()).toEqual(stands);
  });

  test('whatever happens to every other call: nobody gets in who has no business there', async () => {
    for (const effect of quick) meet('cosmos', effect.do, { chance: 1 / (2 * quick.length) });
    const ofOthers = guarded.filter(({ audience }) => audience === 'customerOfPartner' || audience === 'operator');
    for (let round = 0; round < 4; round++) {
      const asked = ofOthers.map(async (route) => (await every.call(stranger.admin, route)).status);
      const statuses = await inTime(() => Promise.all(asked), allAtOnceMs);
      expect(statuses.filter((status) => ![403, 404, 503].includes(status))).toEqual([]);
    }
  });
});

test('S5 a change that was made, and then not even found out about, is 503; under its key it is answered, and made once', async () => {
  const { admin } = relation.customer;
  const key = { 'idempotency-key': 'lost' };
  const create = () => admin.post('/customer/roomGroups', { name: 'Once' }, key);
  meet('cosmos', { drop: 'afterCommit' }, { when: { kind: 'batch' } });
  meet('cosmos', { status: 503 }, { when: { kind: 'read', pathContains: '/docs/idem_' } });
  expect(await inTime(create)).toMatchObject(refused(503, 'temporarilyUnavailable'));
  every.world.product.faults.clear();
  expect((await create()).headers.get('idempotency-replayed')).toBe('true');
  expect(await admin.all('/customer/roomGroups')).toHaveLength(1);
});

describe('S5 the directory', () => {
  const ask = () => inTime(() => member.get(`${relation.atCustomer}/rooms`));
  const name = async () => {
    const { member: somebody } = await every.world.person(relation.partner.tenantId);
    return inTime(() => relation.primaryAdmin.post(`${relation.atCustomer}/primaryAdmins`, somebody));
  };

  test.each(quick)('$name, once: in, out or 503; named or 503', async (effect) => {
    await every.world.advance({ seconds: 61 });
    meet('graph', effect.do, { times: 1 });
    expect([200, 404, 503]).toContain((await ask()).status);
    every.world.product.faults.clear();
    meet('graph', effect.do, { times: 1 });
    expect([201, 503]).toContain((await name()).status);
  });

  test.each(quick)('$name, for ever: not in, and nobody is named', async ({ do: effect }) => {
    await every.world.advance({ seconds: 61 });
    meet('graph', { status: 503, ...effect });
    expect([404, 503]).toContain((await ask()).status);
    expect(await name()).toMatchObject(refused(503, 'temporarilyUnavailable'));
  });

  test('a connection that is cut once costs nothing but a moment', async () => {
    await every.world.advance({ seconds: 61 });
    meet('graph', { drop: 'beforeCommit' }, { times: 1 });
    expect((await ask()).status).toBe(200);
  });
});

describe('S5 the keys of tokens', () => {
  test.each(quick)('$name: tokens of keys that are known are good, others are not', async ({ do: effect }) => {
    await every.world.advance({ seconds: 31 });
    meet('identity', effect);
    const { tenantId, objectId } = relation.primaryAdmin;
    const token = (change: object) => every.world.product.identity.issueToken({ tenantId, objectId, ...change });
    const me = async (change: object) => inTime(async () => every.world.bearer(String(await token(change))).get('/me'));
    expect((await me({})).status).toBe(200);
    expect([401, 503]).toContain((await me({ header: { kid: 'another' } })).status);
  });
});
