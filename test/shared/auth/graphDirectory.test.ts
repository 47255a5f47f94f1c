import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { graphDirectory } from '../../../shared/auth/graphDirectory.ts';
import { graphRequest } from '../../../shared/auth/graphRequest.ts';
import type { Directory } from '../../../shared/domain/directory.ts';
import { openGate, type Gate, type GateAnswer } from '../../support/openGate.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
let gate: Gate;
let request: ReturnType<typeof graphRequest>;
let directory: Directory;
let tenantId = '';
let tokensFetched = 0;

beforeAll(async () => {
  world = await startWorld();
  gate = await openGate(() => `${world.product.standIn}/graph/v1.0`);
});
afterAll(async () => {
  await gate.close();
  await world.stop();
});
beforeEach(() => {
  tenantId = randomUUID();
  tokensFetched = 0;
  const { clock, environment } = world.product;
  request = graphRequest({
    endpoint: gate.origin,
    authority: environment['GRAPH_AUTHORITY'] ?? '',
    applicationId: environment['TOKEN_AUDIENCE'] ?? '',
    assertion: () => Promise.resolve(`assertion ${++tokensFetched}`),
    clock,
  });
  directory = graphDirectory(request, clock);
  gate.answerWith();
  gate.requests();
});

const putUser = (objectId: string, change: { tenantId?: string; memberOf?: string[]; displayName?: string } = {}) =>
  world.product.directory.putUser({
    tenantId,
    objectId,
    displayName: 'Ann',
    userPrincipalName: `${objectId}@${change.tenantId ?? tenantId}.example`,
    wids: [],
    roles: [],
    memberOf: [],
    kind: 'user',
    ...change,
  });

describe('R42: which groups somebody is in', () => {
  test('many groups are asked for 20 at once, a few such questions at a time', async () => {
    const groups = await Promise.all(Array.from({ length: 205 }, () => world.group(tenantId)));
    const ids = groups.map(({ id }) => id);
    const inner = await world.group(tenantId, { memberOf: [ids[100] ?? ''] });
    const ann = await world.person(tenantId, { memberOf: [ids[7] ?? '', inner.id] });
    expect(await directory.memberOf(tenantId, ann.objectId, ids)).toEqual(new Set([ids[7], ids[100]]));
    expect(gate.requests()).toHaveLength(11);
    expect(gate.mostAtOnce()).toBeGreaterThan(1);
    expect(gate.mostAtOnce()).toBeLessThanOrEqual(4);
  });

  // Guarantee: who was taken out of a group holds what it gave for 5 s at most.
  test('is remembered for 5 s and no longer', async () => {
    const { id } = await world.group(tenantId);
    const ann = randomUUID();
    await putUser(ann, { memberOf: [id] });
    const isMember = async () => (await directory.memberOf(tenantId, ann, [id])).has(id);
    expect(await isMember()).toBe(true);
    await putUser(ann);
    await world.advance({ seconds: 3 });
    expect(await isMember()).toBe(true);
    expect(gate.requests()).toHaveLength(1);
    await world.advance({ seconds: 2 });
    expect(await isMember()).toBe(false);
    expect(gate.requests()).toHaveLength(1);
  });

  test('only groups that are not known already are asked for', async () => {
    const [first, second] = [await world.group(tenantId), await world.group(tenantId)];
    const ann = await world.person(tenantId, { memberOf: [second.id] });
    await directory.memberOf(tenantId, ann.objectId, [first.id]);
    expect(await directory.memberOf(tenantId, ann.objectId, [first.id, second.id])).toEqual(new Set([second.id]));
    expect(await directory.memberOf(tenantId, ann.objectId, [first.id, second.id])).toEqual(new Set([second.id]));
    expect(gate.requests()).toHaveLength(2);
  });

  // Guarantee: what one tenant's directory says never counts in another's, whatever its ids.
  test('is never remembered across tenants', async () => {
    const { id } = await world.group(tenantId);
    const elsewhere = randomUUID();
    const ann = randomUUID();
    await putUser(ann, { memberOf: [id] });
    await putUser(ann, { tenantId: elsewhere });
    expect((await directory.memberOf(tenantId, ann, [id])).has(id)).toBe(true);
    expect((await directory.memberOf(elsewhere, ann, [id])).has(id)).toBe(false);
  });

  test('a failure is no answer, and is not remembered', async () => {
    const { id } = await world.group(tenantId);
    const ann = await world.person(tenantId, { memberOf: [id] });
    gate.answerWith({ status: 500 });
    await expect(directory.memberOf(tenantId, ann.objectId, [id])).rejects.toThrow('answered 500');
    expect((await directory.memberOf(tenantId, ann.objectId, [id])).has(id)).toBe(true);
  });
});

describe('names', () => {
  test('are remembered for 60 s', async () => {
    const ann = { type: 'user', id: randomUUID() } as const;
    await putUser(ann.id);
    const nameOf = async () => (await directory.named(tenantId, [ann]))[0]?.displayName;
    expect(await nameOf()).toBe('Ann');
    await putUser(ann.id, { displayName: 'Anna' });
    await world.advance({ seconds: 30 });
    expect(await nameOf()).toBe('Ann');
    await world.advance({ seconds: 30 });
    expect(await nameOf()).toBe('Anna');
  });

  test('are left out when the directory can not be asked', async () => {
    const ann = await world.person(tenantId);
    gate.answerWith({ status: 500 });
    expect(await directory.named(tenantId, [ann.member])).toEqual([ann.member]);
  });
});

test('R41: whether somebody is there is asked every time', async () => {
  const ann = await world.person(tenantId);
  expect(await directory.unknownPrincipals(tenantId, [ann.member])).toEqual([]);
  await world.product.directory.removeUser(tenantId, ann.objectId);
  expect(await directory.unknownPrincipals(tenantId, [ann.member])).toEqual([ann.member]);
});

describe('Microsoft Graph refuses', () => {
  const search = () => directory.search(tenantId, '', { top: 10 });
  const soon = () => new Date(world.now().getTime() + 1_000).toUTCString();
  const throttled: [string, () => GateAnswer][] = [
    ['429 and seconds', () => ({ status: 429, headers: { 'retry-after': '0.1' } })],
    ['503 and seconds', () => ({ status: 503, headers: { 'retry-after': '0' } })],
    ['429 and a date', () => ({ status: 429, headers: { 'retry-after': soon() } })],
  ];
  test.each(throttled)('%s: the request waits as it is told, and is sent again', async (_, answer) => {
    gate.answerWith(answer(), answer());
    expect(await search()).toMatchObject({ found: [] });
    expect(gate.requests()).toHaveLength(3);
  });

  const final: [string, GateAnswer][] = [
    ['throttled for longer than a request may take', { status: 429, headers: { 'retry-after': '30' } }],
    ['throttled without saying how long', { status: 429 }],
    ['throttled with nonsense', { status: 503, headers: { 'retry-after': 'later' } }],
    ['a server error', { status: 500, headers: { 'retry-after': '0' } }],
    ['forbidden', { status: 403 }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
  ];
  test.each(final)('%s: the question fails at once', async (_, answer) => {
    gate.answerWith(answer);
    await expect(search()).rejects.toThrow();
    expect(gate.requests()).toHaveLength(1);
  });

  test('a token that is not taken is replaced once, for all that follow', async () => {
    gate.answerWith({ status: 401 });
    await Promise.all([search(), search()]);
    await search();
    expect(gate.requests()).toHaveLength(4);
    expect(tokensFetched).toBe(2);
  });

  test('a new token that is not taken either is the end', async () => {
    gate.answerWith({ status: 401 }, { status: 401 });
    await expect(search()).rejects.toThrow('answered 401');
    expect(gate.requests()).toHaveLength(2);
  });

  test.each(['hang', { status: 429, headers: { 'retry-after': '0' } }] as GateAnswer[])(
    '%j for ever: the deadline ends it',
    async (answer) => {
      const within = performance.now() + 200;
      const asked = gate.whileAnswering(answer, () =>
        request(tenantId, { method: 'GET', path: '/users' }, within).then(
          () => 'answered',
          () => 'failed',
        ),
      );
      expect(await asked).toBe('failed');
      expect(performance.now() - within).toBeLessThan(1_000);
    },
  );
});
