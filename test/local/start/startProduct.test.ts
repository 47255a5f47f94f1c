import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { app } from '@azure/functions';
import { CosmosClient } from '@azure/cosmos';
import { createSigningKey } from '../../../local/identity/signingKey.ts';
import { createLog } from '../../../local/start/createLog.ts';
import { startProduct } from '../../../local/start/startProduct.ts';
import type { ProductOptions, RunningProduct } from '../../../local/start/startProduct.ts';

const contoso = 'c0000000-0000-4000-8000-000000000001';
const id = (n: number) => `d0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const lines: string[] = [];
const write = (line: string) => void lines.push(line);
const options: ProductOptions = {
  ports: { api: 0, standIn: 0, cosmos: 0 },
  dataFolder: undefined,
  testClock: true,
  seed: 'demo',
  log: createLog({ quiet: false, json: false, write }),
  // Of the product itself nothing is needed here but that it is loaded and runs.
  load: () => Promise.resolve(),
};
app.http('health', { route: 'v1/health', methods: ['GET'], authLevel: 'anonymous', handler: () => ({ jsonBody: {} }) });

beforeAll(async () => {
  options.keys = {
    current: await createSigningKey(),
    previous: await createSigningKey(),
    consumer: await createSigningKey(),
  };
});

const json = async (url: string, method = 'GET', body?: unknown) => {
  const response = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('a product in memory', () => {
  let product: RunningProduct;
  beforeAll(async () => {
    product = await startProduct(options);
  });
  afterAll(() => product.stop());
  const call = (method: string, path: string, body?: unknown) => json(product.standIn + path, method, body);
  const token = (who: object) => call('POST', '/identity/token', who);

  test('answers at its three addresses; what no function answers is in the log too', async () => {
    expect((await fetch(`${product.api[0] ?? ''}/health`)).status).toBe(200);
    expect((await call('GET', '/control/clock')).status).toBe(200);
    expect((await fetch(product.cosmos)).status).toBe(401);
    expect((await fetch(`${product.api[0] ?? ''}/nowhere`)).status).toBe(404);
    expect(lines.join('')).toMatch(/Z GET \/control\/clock 200 [\d.]+ ms .*\n[^]*Z GET \/api\/v1\/nowhere 404 /);
    // The function itself says so.
    expect(lines.join('')).not.toContain('/api/v1/health');
  });

  test('people are put and removed, and what is wrong with a request is said', async () => {
    const [user, group] = [
      `/control/tenants/${contoso}/users/${id(1)}`,
      `/control/tenants/${contoso}/groups/${id(11)}`,
    ];
    const cal = { displayName: 'Cal', userPrincipalName: 'cal@contoso.example' };
    expect(await call('PUT', group, { displayName: 'Crew' })).toEqual({ status: 200, body: {} });
    expect(await call('PUT', user, { ...cal, memberOf: [id(11)] })).toEqual({ status: 200, body: {} });
    expect((await token({ userPrincipalName: cal.userPrincipalName })).status).toBe(200);
    expect((await call('PUT', `/control/tenants/${contoso}/users/${id(2)}`, cal)).status).toBe(409);
    expect((await call('PUT', user, { ...cal, nickname: 'C' })).status).toBe(400);
    expect((await call('PUT', `/control/tenants/Contoso/users/${id(2)}`, cal)).status).toBe(400);
    for (const path of [user, user, group]) expect(await call('DELETE', path)).toEqual({ status: 200, body: {} });
    expect((await token({ userPrincipalName: cal.userPrincipalName })).status).toBe(404);
  });

  test('the clock goes forwards only', async () => {
    const before = Date.parse(String((await call('GET', '/control/clock')).body['now']));
    const { body } = await call('POST', '/control/clock', { advanceSeconds: 3600 });
    expect(Math.abs(Date.parse(String(body['now'])) - before - 3_600_000)).toBeLessThan(2000);
    for (const advanceSeconds of [-5, 'x', 1e300]) {
      expect((await call('POST', '/control/clock', { advanceSeconds })).status).toBe(400);
    }
  });

  test('the store can be looked into', async () => {
    const { COSMOS_ENDPOINT: endpoint = '', COSMOS_KEY: key = '' } = product.environment;
    const client = new CosmosClient({ endpoint, key });
    const { database } = await client.databases.create({ id: 'd' });
    const { container } = await database.containers.create({ id: 'things', partitionKey: '/tenantId' });
    for (const tenantId of ['a', 'b']) await container.items.create({ id: '1', tenantId });
    client.dispose();
    expect((await call('GET', '/control/store/partitions?container=things')).body).toEqual(['a', 'b']);
    const of = async (query: string) => (await call('GET', `/control/store?container=things${query}`)).body;
    expect(await of('&partitionKey=a')).toEqual([expect.objectContaining({ id: '1', tenantId: 'a' })]);
    expect(await of('')).toHaveLength(2);
    expect((await call('GET', '/control/store?container=other')).status).toBe(404);
    expect((await call('GET', '/control/store')).status).toBe(400);
  });

  test('lists of what is not there yet are empty; an unknown path is a 404 in JSON', async () => {
    for (const path of ['/control/faults', '/control/outbox']) expect((await call('GET', path)).body).toEqual([]);
    expect(await call('POST', '/control/outbox', {})).toMatchObject({
      status: 404,
      body: { error: { code: 'notFound' } },
    });
  });

  test('a kill point names a kind of operation, a step and a place in its life', async () => {
    const point = { orchestration: 'nothing', step: 'atAll', at: 'afterEffect' };
    expect(await call('POST', '/control/killPoint', point)).toEqual({ status: 200, body: {} });
    for (const wrong of [{}, { ...point, at: 'later' }, { ...point, times: 0 }, { ...point, more: 1 }])
      expect((await call('POST', '/control/killPoint', wrong)).status).toBe(400);
  });

  test('the page shows the demo people, each with a token, and escapes what it shows', async () => {
    const wes = '/control/tenants/b0000000-0000-4000-8000-000000000002/users/b0000000-0000-4000-8002-000000000001';
    await call('PUT', wes, { displayName: 'Wes', userPrincipalName: '<b>"wes"@wingtip.example' });
    const html = await (await fetch(product.standIn)).text();
    expect(html).toContain('ada@contoso.example');
    expect(html.match(/value="eyJ[\w.-]+"/g)).toHaveLength(12);
    expect(html).not.toMatch(/<b>|(src|href)="(?!http:\/\/localhost:)/);
  });
});

test('without --test-clock the clock stays; with --empty there are the operator and its monitor only', async () => {
  const product = await startProduct({ ...options, testClock: false, seed: 'operatorOnly' });
  const clock = await json(`${product.standIn}/control/clock`, 'POST', { advanceSeconds: 60 });
  const people = ['operator@platform.example', 'monitor@platform.example', 'ada@contoso.example'];
  const found = people.map((name) => product.directory.userByPrincipalName(name)?.roles);
  await product.stop();
  expect(clock.status).toBe(403);
  expect(found).toEqual([['Platform.Operator'], ['Platform.Monitor'], undefined]);
});

test('a folder keeps people, keys and the clock; whom somebody removed is not seeded again', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'product-'));
  const first = await startProduct({ ...options, dataFolder, seed: 'operatorOnly' });
  const ada = { tenantId: contoso, objectId: 'c0000000-0000-4000-8001-000000000001' };
  const monitor = {
    tenantId: '0f000000-0000-4000-8000-000000000001',
    objectId: '0f000000-0000-4000-8001-000000000002',
  };
  await first.directory.removeUser(monitor.tenantId, monitor.objectId);
  await first.clock.advance(3_600_000);
  const keys = (await first.identity.keySet()).keys.map(({ kid }) => kid);
  await first.stop();
  const { keys: _, ...withoutKeys } = options;
  const second = await startProduct({ ...withoutKeys, dataFolder });
  const again = {
    keys: (await second.identity.keySet()).keys.map(({ kid }) => kid),
    offsetMs: second.clock.offsetMs,
    people: [ada, monitor].map(({ tenantId, objectId }) => second.directory.user(tenantId, objectId)?.displayName),
  };
  await second.stop();
  expect(again).toEqual({ keys, offsetMs: 3_600_000, people: ['Ada', undefined] });
  rmSync(dataFolder, { recursive: true });
});

test.each(['api', 'standIn', 'cosmos'] as const)(
  'the port of %s in use: one sentence, and nothing is left running',
  async (which) => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => blocker.once('listening', done));
    const { port } = blocker.address() as AddressInfo;
    const ports = { ...options.ports, [which]: port };
    await expect(startProduct({ ...options, ports })).rejects.toThrow(`Port ${port} is in use; name another one by --`);
    blocker.close();
    const product = await startProduct({ ...options, ports });
    await product.stop();
  },
);
