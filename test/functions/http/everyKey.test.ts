import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { takesKey, type Route } from '../../../functions/http/route.ts';
import { routes } from '../../../functions/routes/routes.ts';
import type { ApiAnswer, Caller } from '../../support/caller.ts';
import { openChangeSamples, openMutations, type ChangeSample } from '../../support/changeSamples.ts';
import { named } from '../../support/everyRouteWorld.ts';
import { figure } from '../../support/figure.ts';
import { refused } from '../../support/refused.ts';
import { isOfRequests } from '../../support/storedState.ts';
import { betweenStore } from '../../support/transport.ts';
import { startWorld, type World } from '../../support/world.ts';

/** Whether the answer to the next commit that keeps an answer is lost on its way back. */
let loseNext = false;

let world: World;
let sampleOf: Awaited<ReturnType<typeof openChangeSamples>>;
beforeAll(async () => {
  world = await startWorld({
    // Without a mailer no timer changes meanwhile what is stored.
    swap: ({ mailer: _, ...parts }) =>
      betweenStore(async ({ body }, proceed) => {
        const answer = await proceed();
        if (!loseNext || typeof body !== 'string' || !body.includes('"type":"idempotencyRecord"')) return answer;
        loseNext = false;
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      })(parts),
  });
  sampleOf = await openChangeSamples(world);
});
afterAll(() => world.stop());

const keyed = openMutations(routes).filter(takesKey);
const proven = new Set<string>();

/** Sends a sample under a key, with a version that nobody has seen: a POST does not look at it. */
const send = (route: Route, sample: ChangeSample, key: string, change: { body?: unknown; query?: string } = {}) =>
  sample.caller.call(route.method, sample.path + (change.query ?? ''), 'body' in change ? change.body : sample.body, {
    'idempotency-key': key,
    'if-match': '"stale"',
  });

const isReplay = ({ headers }: ApiAnswer) => headers.get('idempotency-replayed') === 'true';
const shown = ({ status, text, etag, headers }: ApiAnswer) => ({
  status,
  text,
  etag,
  follow: headers.get('operation-location'),
});
const keptAnswers = () =>
  world.product.store.inspect('tenants').filter(({ type }) => type === 'idempotencyRecord').length;

/** What is stored where a change is made: elsewhere the repair may be at work on what the losers of a race have left. */
const storedAt = ({ placeId }: ChangeSample) =>
  world.product.store
    .inspect('tenants', placeId)
    .filter(isOfRequests)
    .map((document) => JSON.stringify(document))
    .sort();

/** Follows a workflow to its end, so that nothing is stored any more on its account. */
async function settled(sample: ChangeSample, answer: ApiAnswer): Promise<ApiAnswer> {
  expect([answer.status, answer.text]).toEqual([expect.any(Number), expect.any(String)]);
  if (answer.status === 202) await sample.caller.ended(answer);
  return answer;
}

/** Another address at the same place, and a body that is right there; monitoring has only one. */
function elsewhere(
  { audience }: Route,
  { path, at }: ChangeSample,
): readonly [path: string, body: ChangeSample['body']] | undefined {
  switch (audience) {
    case 'customerOfPartner': {
      const roles = `/partner/customers/${at.customer.tenantId}/roles`;
      const other = `/partner/customers/${at.customer.tenantId}/tickets`;
      const issue = { title: 'It hums', description: 'Since noon.', roomIds: ['room_0'], highImpact: false };
      return path === roles ? [other, issue] : [roles, { name: randomUUID(), permissions: ['rooms.view'] }];
    }
    case 'invited':
      return path.endsWith('accept')
        ? [path.replace(/accept$/, 'decline'), undefined]
        : [path.replace(/decline$/, 'accept'), { primaryAdmins: [{ type: 'user', id: randomUUID() }] }];
    case 'monitor':
      return undefined;
    default:
      return path === '/customer/roomGroups'
        ? ['/customer/rooms', { name: 'Room', accountUpn: `${randomUUID()}@x.example` }]
        : ['/customer/roomGroups', { name: randomUUID() }];
  }
}

/** The same person or application, who has nothing any more that a token gave. */
async function withoutRights({ audience }: Route, caller: Caller): Promise<Caller> {
  const { body } = await caller.get('/me');
  const person = { tenantId: String(body['tenantId']), objectId: String(body['objectId']) };
  const who = audience === 'monitor' ? { userPrincipalName: 'monitor@platform.example' } : person;
  return world.bearer(String(await world.product.identity.issueToken({ ...who, claims: { wids: [], roles: [] } })));
}

describe('a key stands for one request', () => {
  test.each(named(keyed))('%s: done once, answered again, and for no other request', async (_, route) => {
    const [sample, another] = [await sampleOf(route), await sampleOf(route)];
    const key = `key of ${route.name}`.replaceAll(' ', '-');
    // What was refused is not kept.
    expect(await send(route, sample, key, { body: { bogus: 1 } })).toMatchObject(refused(400, 'invalidRequest'));
    const first = await settled(sample, await send(route, sample, key));
    expect([first.status, isReplay(first)]).toEqual([expect.any(Number), false]);
    expect([route.status, ...route.statuses]).toContain(first.status);

    const before = storedAt(sample);
    const again = await send(route, sample, key);
    expect([shown(again), isReplay(again)]).toEqual([shown(first), true]);
    // A dry run consults no key.
    expect(isReplay(await send(route, sample, key, { query: '?dryRun=true' }))).toBe(false);
    expect(storedAt(sample)).toEqual(before);

    const reused = refused(422, 'idempotencyKeyReused');
    expect(await send(route, sample, key, { body: route.body ? another.body : {} })).toMatchObject(reused);
    const [path, body] = elsewhere(route, sample) ?? [sample.path, another.body];
    expect(await send(route, { ...sample, path, body }, key)).toMatchObject(reused);

    const count = keptAnswers();
    const second = await send(route, sample, `another-${key}`);
    expect(isReplay(second)).toBe(false);
    await settled(sample, second);
    expect(keptAnswers() - count).toBe(second.status < 300 ? 1 : 0);
    proven.add(route.name);
  });

  test.each(named(keyed))('%s: of several at once one works, and all get its answer', async (_, route) => {
    const sample = await sampleOf(route);
    const count = keptAnswers();
    const answers = await Promise.all([1, 2, 3].map(() => send(route, sample, `at-once-${route.name}`)));
    expect(new Set(answers.map((answer) => JSON.stringify(shown(answer)))).size).toBe(1);
    expect(answers.filter((answer) => !isReplay(answer))).toHaveLength(1);
    for (const answer of answers) await settled(sample, answer);
    expect([answers[0]?.status, keptAnswers() - count]).toEqual([expect.any(Number), 1]);
  });

  // Guarantee: whether the answer came or was lost, the same request again changes nothing and tells what was done.
  test.each(named(keyed))('%s: an answer that is lost after the commit is given when asked again', async (_, route) => {
    const sample = await sampleOf(route);
    const key = `lost-${route.name}`;
    loseNext = true;
    const first = await send(route, sample, key);
    expect(loseNext).toBe(false);
    const made = [route.status, ...route.statuses].includes(first.status);
    // Either it was found out that it was done, or nobody can tell right now.
    expect(made ? {} : first).toMatchObject(made ? {} : refused(503, 'temporarilyUnavailable'));
    const again = await settled(sample, await send(route, sample, key));
    expect([again.status, isReplay(again)]).toEqual([expect.any(Number), true]);
    expect([route.status, ...route.statuses]).toContain(again.status);
    expect(made ? shown(again) : {}).toEqual(made ? shown(first) : {});
    const state = storedAt(sample);
    expect(shown(await send(route, sample, key))).toEqual(shown(again));
    expect(storedAt(sample)).toEqual(state);
  });

  test.each(named(keyed))('%s: who may no longer is not given the stored answer', async (_, route) => {
    const sample = await sampleOf(route);
    const key = `no-longer-${route.name}`;
    await settled(sample, await send(route, sample, key));
    const ofPartner = route.audience === 'customerOfPartner';
    const { admin } = sample.at.customer;
    const withPartner = `/customer/partners/${sample.at.partner.tenantId}`;
    if (ofPartner) await admin.post(`${withPartner}/suspend`);
    const caller = ofPartner ? sample.caller : await withoutRights(route, sample.caller);
    const answer = await send(route, { ...sample, caller }, key);
    if (ofPartner) await admin.post(`${withPartner}/resume`);
    expect(answer).toMatchObject(refused(403, ofPartner ? 'relationshipNotActive' : 'permissionDenied'));
  });
});

test('every authenticated POST that changes something is among them', () => {
  const posts = routes.filter(
    ({ kind, method, audience }) => kind === 'mutation' && method === 'POST' && audience !== 'anonymous',
  );
  expect(posts.filter((route) => takesKey(route))).toHaveLength(posts.length);
  expect(proven.size).toBe(keyed.length);
  const closed = posts.length - keyed.length;
  figure('Idempotent POST rows', `${proven.size} of ${keyed.length}, and ${closed} that no partner may`);
});
