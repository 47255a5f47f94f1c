import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { routes } from '../../../functions/routes/routes.ts';
import { openChangeSamples, openMutations, unusedMakers } from '../../support/changeSamples.ts';
import { named } from '../../support/everyRouteWorld.ts';
import { figure } from '../../support/figure.ts';
import { storedState } from '../../support/storedState.ts';
import { startWorld, type World } from '../../support/world.ts';

interface Told {
  readonly category: string;
  readonly operation: string;
  readonly objectId?: string;
  readonly objectName: string;
  readonly changes?: readonly { readonly path: string }[];
}

let world: World;
let sampleOf: Awaited<ReturnType<typeof openChangeSamples>>;
beforeAll(async () => {
  // Without a mailer no timer changes meanwhile what is stored.
  world = await startWorld({ swap: ({ mailer: _, ...parts }) => parts });
  sampleOf = await openChangeSamples(world);
});
afterAll(() => world.stop());

const open = openMutations(routes);
const closed = routes.filter((route) => route.kind === 'mutation' && !open.includes(route));
let proven = 0;

/** The successful events of a request, in the order in which they were told. */
function eventsOf(requestId: string, tenantId: string): Told[] {
  const events = world.product.store
    .inspect('tenants', tenantId)
    .filter((document) => document['type'] === 'auditEvent' && document['requestId'] === requestId)
    .map((event) => event as unknown as { activity: Told; changes?: Told['changes'] });
  return events.map(({ activity: { category, operation, objectId = '', objectName }, changes = [] }) => ({
    category,
    operation,
    // What is to be made has no id yet.
    ...(operation === 'Create' ? {} : { objectId }),
    objectName,
    changes,
  }));
}

/** What is written on a ticket has an id that nobody knew before. */
const withoutMessageIds = (told: readonly Told[]) =>
  JSON.parse(JSON.stringify(told).replaceAll(/msg_[0-9a-z]{26}/g, 'msg_new')) as Told[];

/** A partner is told that a scope changes, and not which rooms it names (R10, R24). */
const asToldTo = (audience: string, events: readonly Told[]) =>
  ['customerOfPartner', 'invited'].includes(audience)
    ? events.map(({ changes = [], ...event }) => ({
        ...event,
        changes: changes.map((change) => (change.path === '/scope' ? { path: change.path } : change)),
      }))
    : events;

describe('a dry run changes nothing, and the real request does what was told', () => {
  test.each(named(open))('R90 R91 %s', async (_, route) => {
    const { caller, path, body, headers, placeId } = await sampleOf(route);
    const requestId = `real-${route.name}`;
    const withKey = { ...headers, ...(route.method === 'POST' ? { 'idempotency-key': requestId } : {}) };
    // Both see the same time, so that what is told differs in nothing.
    await world.at(world.now(), async () => {
      const before = storedState(world);
      const dry = await caller.call(route.method, `${path}?dryRun=true`, body, withKey);
      expect([dry.status, dry.text]).toEqual([200, expect.any(String)]);
      expect(storedState(world)).toBe(before);
      const told = dry.body['wouldChange'] as unknown as Told[];
      expect(dry.body).toEqual({ dryRun: true, wouldChange: told });
      expect(told.flatMap(({ changes = [] }) => changes)).not.toEqual([]);

      const real = await caller.call(route.method, path, body, { ...withKey, 'x-request-id': requestId });
      expect([route.status, ...route.statuses]).toContain(real.status);
      expect(real.headers.get('idempotency-replayed')).toBeNull();
      expect(storedState(world)).not.toBe(before);
      const done = asToldTo(route.audience, eventsOf(requestId, placeId));
      expect(withoutMessageIds(told)).toEqual(withoutMessageIds(done));
      if (real.status === 202) await caller.ended(real);
    });
    proven++;
  });

  test('every row that anybody can succeed with is among them, and the others are what no partner may', () => {
    expect([proven, unusedMakers(routes)]).toEqual([open.length, []]);
    expect(open.length + closed.length).toBe(routes.filter(({ kind }) => kind === 'mutation').length);
    expect(closed.map(({ audience }) => audience)).toEqual(closed.map(() => 'customerOfPartner'));
    figure('Dry runs that changed nothing and told what then happened', `${proven} of ${open.length} mutation rows`);
  });
});
