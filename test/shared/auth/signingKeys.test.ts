import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { startWorld, type World, type WorldPerson } from '../../support/world.ts';

let world: World;
let server: Server;
let adele: WorldPerson;
/** How often the keys were fetched since the test began. */
let fetches = 0;
let reachable = true;

beforeAll(async () => {
  server = createServer((_, response) => {
    fetches++;
    if (!reachable) return void response.writeHead(500).end();
    void world.product.identity.keySet().then((set) => response.end(JSON.stringify(set)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  world = await startWorld({
    swap: (parts) => ({ ...parts, environment: { ...parts.environment, TOKEN_KEYS_URL: url } }),
  });
});
beforeEach(async () => {
  await world.advance({ seconds: 31 });
  fetches = 0;
});
afterAll(async () => {
  await world.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const tokenOf = async (change: object = {}) =>
  String(await world.product.identity.issueToken({ tenantId: adele.tenantId, objectId: adele.objectId, ...change }));
const me = async (token: string) => (await world.bearer(token).get('/me')).status;

test('without any keys the answer is to come again; then the first requests wait for one fetch together', async () => {
  reachable = false;
  const answers = await Promise.all(Array.from({ length: 20 }, () => world.operator.get('/me')));
  for (const answer of answers) expect(answer).toMatchObject(refused(503, 'temporarilyUnavailable'));
  expect(answers[0]?.headers.get('retry-after')).toMatch(/^[0-9]+$/);
  expect(fetches).toBe(1);
  reachable = true;
  await world.advance({ seconds: 31 });
  const later = await Promise.all(Array.from({ length: 20 }, () => world.operator.get('/me')));
  expect(new Set(later.map(({ status }) => status))).toEqual(new Set([200]));
  expect(fetches).toBe(2);
  const { tenantId } = await world.tenant('Contoso');
  adele = await world.person(tenantId);
});

test('keys are not fetched for every token', async () => {
  for (let n = 0; n < 5; n++) expect(await me(await tokenOf())).toBe(200);
  expect(fetches).toBe(0);
});

test('after a rotation tokens of the new key are good, those of the old one too, until it is gone', async () => {
  const old = await tokenOf();
  await world.product.identity.rotateKeys();
  expect([await me(await tokenOf()), await me(old)]).toEqual([200, 200]);
  expect(fetches).toBe(1);
  await world.product.identity.rotateKeys();
  await world.advance({ seconds: 31 });
  expect([await me(await tokenOf()), await me(old)]).toEqual([200, 401]);
});

test('unknown keys cause one fetch in 30 seconds, however many ask', async () => {
  const unknown = async (n: number) => me(await tokenOf({ key: 'unpublished', header: { kid: `unknown-${n}` } }));
  const flood = () => Promise.all(Array.from({ length: 30 }, (_, n) => unknown(n)));
  expect(new Set(await flood())).toEqual(new Set([401]));
  expect(new Set(await flood())).toEqual(new Set([401]));
  expect(fetches).toBe(1);
  await world.advance({ seconds: 15 });
  expect(await unknown(1)).toBe(401);
  expect(fetches).toBe(1);
  await world.advance({ seconds: 16 });
  expect(await unknown(2)).toBe(401);
  expect(fetches).toBe(2);
});

test('while the issuer is out of reach the keys that are known serve on, for days', async () => {
  reachable = false;
  for (const seconds of [0, 3_000, 3_700, 20_000, 90_000]) {
    await world.advance({ seconds });
    expect(await me(await tokenOf())).toBe(200);
    expect(await me(await tokenOf({ key: 'unpublished' }))).toBe(401);
  }
  reachable = true;
  await world.product.identity.rotateKeys();
  await world.advance({ seconds: 31 });
  expect(await me(await tokenOf())).toBe(200);
});

test('a key that the issuer took back serves no longer than an hour', async () => {
  const old = await tokenOf({ lifetimeSeconds: 20_000 });
  await world.product.identity.rotateKeys();
  await world.product.identity.rotateKeys();
  expect(await me(old)).toBe(200);
  await world.advance({ seconds: 3_601 });
  // The one that finds the keys too old is answered by them; those after it are not.
  expect(await me(old)).toBe(200);
  for (const until = Date.now() + 5_000; Date.now() < until && (await me(old)) !== 401;);
  expect(await me(old)).toBe(401);
});
