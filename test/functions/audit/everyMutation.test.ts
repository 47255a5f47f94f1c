import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Route } from '../../../functions/http/route.ts';
import { routes } from '../../../functions/routes/routes.ts';
import type { ApiAnswer, Caller } from '../../support/caller.ts';
import { openChangeSamples, openMutations } from '../../support/changeSamples.ts';
import { guarded, named, startEveryRouteWorld, type EveryRouteWorld } from '../../support/everyRouteWorld.ts';
import { figure } from '../../support/figure.ts';
import { sendSignals } from '../../support/monitor.ts';
import { refused } from '../../support/refused.ts';
import { room } from '../../support/room.ts';

/**
 * Every mutation of the route list, done and refused: R90 wants exactly one event of each, in the customer's partition,
 * and none from those who have nothing to do there.
 */
let every: EveryRouteWorld;
beforeAll(async () => {
  every = await startEveryRouteWorld();
});
afterAll(() => every.world.stop());

const mutations = guarded.filter(({ kind }) => kind === 'mutation');
const isOfOperator = ({ audience }: Route) => audience === 'operator' || audience === 'monitor';
const ofTenants = mutations.filter((route) => !isOfOperator(route));
const ofPartners = ofTenants.filter(({ audience }) => audience !== 'customer');

interface Logged {
  readonly tenantId: string;
  readonly error?: { code: string };
}

const logged = () =>
  every.world.product.store.inspect('tenants').filter(({ type }) => type === 'auditEvent') as unknown as Logged[];

/** The events that something leaves, of all tenants. */
async function eventsOf<Result>(act: () => Promise<Result>): Promise<{ result: Result; events: Logged[] }> {
  const before = new Set(logged().map((event) => JSON.stringify(event)));
  const result = await act();
  return { result, events: logged().filter((event) => !before.has(JSON.stringify(event))) };
}

describe('R90 refused, and one event of it', () => {
  /** In whose log an attempt is. */
  async function placeOf(route: Route): Promise<string> {
    const { customer, partner } = every.relation;
    if (route.audience === 'partner') return partner.tenantId;
    if (route.audience !== 'invited') return customer.tenantId;
    const { body } = await every.callerOf(route).get(every.pathOf(route).replace(/\/(accept|decline)\?/, '?'));
    return String(body['customer']?.['tenantId']);
  }

  /** What an attempt is answered, and what its one event must be like. */
  async function attempted(route: Route, attempt: () => Promise<ApiAnswer>) {
    const tenantId = await placeOf(route);
    const { result, events } = await eventsOf(attempt);
    return { result, events, one: [{ tenantId, error: { code: String(result.body['code']) } }] };
  }

  test.each(named(ofTenants))('%s by an application', async (_, route) => {
    const { tenantId } = route.audience === 'customer' ? every.relation.customer : every.relation.partner;
    const application = await every.world.person(tenantId, { claims: { idtyp: 'app', scp: null, wids: null } });
    const { result, events, one } = await attempted(route, () => every.call(application, route));
    expect(result).toMatchObject(refused(403, 'permissionDenied'));
    expect(events).toMatchObject(one);
    const dryRun = await eventsOf(() => every.call(application, route, { query: 'dryRun=true' }));
    expect(dryRun).toMatchObject({ result: refused(403, 'permissionDenied'), events: [] });
  });

  test('by people of a partner whose onboarding was taken back', async () => {
    const { partner } = every.relation;
    const registration = { displayName: partner.name, defaultDomain: partner.domain, domains: [partner.domain] };
    const onboard = (onboarded: boolean) =>
      every.world.operator.put(`/platform/tenants/${partner.tenantId}`, { ...registration, partner: onboarded });
    const places = new Map<string, string>();
    for (const route of ofPartners) places.set(route.name, await placeOf(route));
    await onboard(false);
    for (const route of ofPartners) {
      const { result, events } = await eventsOf(() => every.call(every.callerOf(route), route));
      const error = { code: 'partnerNotOnboarded' };
      expect([route.name, result]).toMatchObject([route.name, refused(403, error.code)]);
      expect([route.name, events]).toMatchObject([route.name, [{ tenantId: places.get(route.name), error }]]);
    }
    await onboard(true);
  });

  test.each(named(mutations.filter(isOfOperator)))(
    '%s by somebody of the tenant that it is about',
    async (_, route) => {
      const { admin } = every.relation.customer;
      const { result, events, one } = await attempted(route, () => every.call(admin, route));
      expect(result).toMatchObject(refused(403, 'permissionDenied'));
      expect(events).toMatchObject(one);
    },
  );
});

describe('R90 refused, and no event of it', () => {
  test.each(named(mutations))('%s by strangers', async (_, route) => {
    const other = await every.world.tenant('Litware', { partner: true });
    const application = { claims: { idtyp: 'app', scp: null, wids: null } };
    const strangers: Caller[] = [
      every.world.nobody,
      await every.world.person(randomUUID(), { globalAdministrator: true }),
      await every.world.person(randomUUID(), application),
      // What is about one's own tenant is in one's own log, whoever one is.
      ...(isOfOperator(route) || ['invited', 'customerOfPartner'].includes(route.audience)
        ? [other.admin, await every.world.person(other.tenantId, application)]
        : []),
    ];
    for (const stranger of strangers) {
      const { result, events } = await eventsOf(() => every.call(stranger, route));
      expect([401, 403, 404]).toContain(result.status);
      expect(events).toEqual([]);
    }
  });
});

describe('R90 R91 done, and one event of it', () => {
  let sampleOf: Awaited<ReturnType<typeof openChangeSamples>>;
  beforeAll(async () => {
    sampleOf = await openChangeSamples(every.world);
  });
  const open = openMutations(routes);
  let proven = 0;
  /** The invitation and the relationship; the decision and the change (product page, below R94). */
  const leavesTwo = new Set(['acceptPartnerInvitation', 'approveChangeRequest']);

  test.each(named(open))('%s', async (_, route) => {
    const { caller, path, body, headers, placeId } = await sampleOf(route);
    const { result, events } = await eventsOf(() => caller.call(route.method, path, body, headers));
    expect([result.text, route.status, ...route.statuses]).toContain(result.status);
    const one = { tenantId: placeId, activity: { resultStatus: 'Successful' } };
    expect(events).toMatchObject(leavesTwo.has(route.name) ? [one, one] : [one]);
    if (result.status === 202) await caller.ended(result);
    proven++;
  });

  test('all of them', () => {
    expect(proven).toBe(open.length);
    figure('R90 mutation rows that leave one event, done and refused', `${proven} and ${mutations.length}`);
  });

  test('signals that open nothing are no event, and several that do are one each', async () => {
    const { customer } = every.relation;
    const rooms = [await room(customer), await room(customer)];
    for (const { id } of rooms) await customer.admin.post(`/customer/rooms/${id}/enroll`);
    const both = rooms.map(({ id }) => ({ roomId: id, severity: 'important' }));
    const send = () => sendSignals(every.world, customer.tenantId, both);
    expect((await eventsOf(send)).events).toHaveLength(2);
    expect((await eventsOf(send)).events).toEqual([]);
  });
});
