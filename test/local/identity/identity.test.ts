import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { createLocalClock } from '../../../local/clock/localClock.ts';
import type { Listening } from '../../../local/loopback/listenOnLoopback.ts';
import { serveStandIn } from '../../../local/control/serveStandIn.ts';
import { openDirectory } from '../../../local/directory/openDirectory.ts';
import type { Directory } from '../../../local/directory/openDirectory.ts';
import { identityRoutes } from '../../../local/identity/identityRoutes.ts';
import { openIdentity } from '../../../local/identity/openIdentity.ts';
import type { Identity, PublishedKey } from '../../../local/identity/openIdentity.ts';
import { createSigningKey } from '../../../local/identity/signingKey.ts';

const tenantId = 'c0000000-0000-4000-8000-000000000001';
const id = (n: number) => `d0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const audience = 'a0000000-0000-4000-8000-000000000001';
const clock = createLocalClock();
const ada = { tenantId, objectId: id(1) };
let directory: Directory;
let identity: Identity;
let served: Listening;

async function post(path: string, body: unknown) {
  const response = await fetch(served.origin + path, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as { access_token: string; expires_in: number } };
}
const tokenOf = async (body: object) => (await post('/identity/token', body)).body.access_token;
const keySet = async () => {
  const response = await fetch(`${served.origin}/identity/common/discovery/v2.0/keys`);
  return (await response.json()) as { keys: PublishedKey[] };
};
const verify = (token: string, from = new URL(`${served.origin}/identity/common/discovery/v2.0/keys`)) =>
  jwtVerify(token, createRemoteJWKSet(from), { audience, currentDate: clock.now(), algorithms: ['RS256'] });

beforeAll(async () => {
  directory = openDirectory({ file: undefined });
  identity = openIdentity({ file: undefined, clock, directory, origin: () => served.origin });
  served = await serveStandIn({ port: 0, routes: identityRoutes(identity) });
  const person = { tenantId, wids: [], roles: [], memberOf: [], kind: 'user' as const };
  await directory.putUser({
    ...person,
    ...ada,
    displayName: 'Ada',
    userPrincipalName: 'ada@contoso.example',
    wids: [globalAdministrator],
    memberOf: [id(1001), id(1003)],
  });
  await directory.putUser({
    ...person,
    objectId: id(2),
    displayName: 'Op',
    userPrincipalName: 'op@x.example',
    roles: ['R'],
    memberOf: Array.from({ length: 200 }, (_, n) => id(2000 + n)),
  });
  await directory.putUser({
    ...person,
    objectId: id(3),
    displayName: 'App',
    userPrincipalName: 'app@x.example',
    roles: ['M'],
    kind: 'application',
    memberOf: [id(1001)],
  });
  const group = { tenantId, displayName: 'G', securityEnabled: true, memberOf: [] };
  await directory.putGroup({ ...group, groupId: id(1001), memberOf: [id(1002)] });
  await directory.putGroup({ ...group, groupId: id(1002) });
  await directory.putGroup({ ...group, groupId: id(1003), securityEnabled: false, memberOf: [id(1002)] });
  for (let n = 0; n < 200; n++) await directory.putGroup({ ...group, groupId: id(2000 + n) });
});
afterAll(() => served.stop());

test('discovery leads to the keys, and each key says whose it is', async () => {
  const url = `${served.origin}/identity/${tenantId}/v2.0/.well-known/openid-configuration`;
  const configuration = (await (await fetch(url)).json()) as { issuer: string; jwks_uri: string };
  expect(configuration.issuer).toBe(`${served.origin}/identity/${tenantId}/v2.0`);
  expect(configuration.jwks_uri).toBe(`${served.origin}/identity/common/discovery/v2.0/keys`);
  const { keys } = await keySet();
  const template = `${served.origin}/identity/{tenantid}/v2.0`;
  const consumer = `${served.origin}/identity/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0`;
  expect(keys.map((key) => key.issuer)).toEqual([template, template, consumer]);
  expect(keys.map((key) => Object.keys(key).sort())).toEqual(
    keys.map(() => ['alg', 'e', 'issuer', 'kid', 'kty', 'n', 'use']),
  );
});

test("a person's token verifies and carries exactly the claims of a person", async () => {
  const { payload, protectedHeader } = await verify(await tokenOf({ userPrincipalName: 'ADA@contoso.example' }));
  const now = Math.floor(clock.now().getTime() / 1000);
  expect(Object.keys(protectedHeader).sort()).toEqual(['alg', 'kid', 'typ']);
  expect(payload).toEqual({
    aud: audience,
    iss: `${served.origin}/identity/${tenantId}/v2.0`,
    tid: tenantId,
    oid: ada.objectId,
    sub: expect.stringMatching(/^[\w-]{43}$/),
    name: 'Ada',
    preferred_username: 'ada@contoso.example',
    azp: 'a0000000-0000-4000-8000-000000000002',
    azpacr: '0',
    amr: ['pwd', 'mfa'],
    scp: 'access_as_user',
    ver: '2.0',
    iat: expect.any(Number),
    nbf: payload.iat,
    exp: (payload.iat ?? 0) + 3600,
    uti: expect.stringMatching(/^[\w-]{22}$/),
    wids: [globalAdministrator],
    groups: [id(1001), id(1002)],
  });
  expect(Math.abs((payload.iat ?? 0) - now)).toBeLessThan(5);
});

test("an application's token carries roles and idtyp, no scp and no groups", async () => {
  const { payload } = await verify(await tokenOf({ tenantId, objectId: id(3) }));
  expect(payload).toMatchObject({ roles: ['M'], idtyp: 'app', oid: id(3), sub: id(3) });
  expect(Object.keys(payload)).not.toEqual(expect.arrayContaining(['scp']));
  expect(Object.keys(payload)).not.toEqual(expect.arrayContaining(['groups']));
});

test('200 groups stand in the token; with one more it says where to ask', async () => {
  const at200 = decodeJwt(await tokenOf({ tenantId, objectId: id(2) }));
  expect([(at200['groups'] as string[]).length, at200['roles'], at200['_claim_names']]).toEqual([
    200,
    ['R'],
    undefined,
  ]);
  await directory.putGroup({ tenantId, displayName: 'G', securityEnabled: true, memberOf: [], groupId: id(2200) });
  const op = directory.user(tenantId, id(2));
  if (op) await directory.putUser({ ...op, memberOf: [...op.memberOf, id(2200)] });
  const at201 = decodeJwt(await tokenOf({ tenantId, objectId: id(2) }));
  expect(at201['groups']).toBeUndefined();
  expect(at201['_claim_names']).toEqual({ groups: 'src1' });
  expect(at201['_claim_sources']).toEqual({ src1: { endpoint: expect.stringContaining(id(2)) } });
});

test('claims and header are replaced, added and removed as asked', async () => {
  // As text: in an object literal __proto__ would set the prototype.
  const body = JSON.parse(
    '{"claims": {"name": null, "tid": "x", "extra": [1], "__proto__": {"admin": true}}, "header": {"kid": null, "cty": "y"}}',
  ) as object;
  const token = await tokenOf({ ...ada, ...body });
  const claims = decodeJwt(token);
  expect([claims['name'], claims['tid'], claims['extra']]).toEqual([undefined, 'x', [1]]);
  expect(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).toContain('"__proto__":{"admin":true}');
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'JWT', cty: 'y' });
});

test('times go by the clock and the lifetime asked for', async () => {
  const { body } = await post('/identity/token', { ...ada, lifetimeSeconds: 60 });
  expect(body.expires_in).toBe(60);
  await verify(body.access_token);
  await clock.advance(61_000);
  await expect(verify(body.access_token)).rejects.toThrow(/exp/);
  const old = decodeJwt(await tokenOf({ ...ada, lifetimeSeconds: -60 }));
  expect((old.exp ?? 0) - (old.iat ?? 0)).toBe(-60);
});

test('somebody unknown is 404, a malformed request 400', async () => {
  expect((await post('/identity/token', { userPrincipalName: 'nobody@contoso.example' })).status).toBe(404);
  expect((await post('/identity/token', { tenantId, objectId: id(404) })).status).toBe(404);
  for (const wrong of [
    {},
    { tenantId },
    { ...ada, key: 'other' },
    { ...ada, lifetime: 1 },
    { ...ada, lifetimeSeconds: 0.5 },
  ]) {
    expect((await post('/identity/token', wrong)).status).toBe(400);
  }
});

describe('keys', () => {
  test('consumer and previous are published, unpublished is not', async () => {
    const published = (await keySet()).keys.map((key) => key.kid);
    const kid = async (key: string) => decodeProtectedHeader(await tokenOf({ ...ada, key })).kid ?? '';
    expect([await kid('current'), await kid('previous'), await kid('consumer')]).toEqual(published);
    expect(published).not.toContain(await kid('unpublished'));
    await verify(await tokenOf({ ...ada, key: 'previous' }));
    await expect(verify(await tokenOf({ ...ada, key: 'unpublished' }))).rejects.toThrow(/no applicable key/);
  });

  test('after a rotation earlier tokens verify, after two they do not', async () => {
    const before = await tokenOf(ada);
    expect((await post('/identity/keys/rotate', {})).status).toBe(200);
    const between = await tokenOf(ada);
    await verify(before);
    await verify(between);
    await post('/identity/keys/rotate', {});
    await expect(verify(before)).rejects.toThrow(/no applicable key/);
    await verify(between);
    expect((await keySet()).keys).toHaveLength(3);
  });

  test('they survive reopening, rotations included, in a file for its owner only', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'identity-'));
    const file = join(folder, 'keys.jsonl');
    const [current, previous, consumer, unpublished] = [
      await createSigningKey(),
      await createSigningKey(),
      await createSigningKey(),
      await createSigningKey(),
    ];
    const open = (keys = {}) => openIdentity({ file, clock, directory, origin: () => served.origin, keys });
    const first = open({ current, previous, consumer, unpublished });
    expect((await first.keySet()).keys.map((key) => key.kid)).toEqual([current.kid, previous.kid, consumer.kid]);
    await first.rotateKeys();
    const after = await first.keySet();
    const hidden = decodeProtectedHeader((await first.issueToken({ ...ada, key: 'unpublished' })) ?? '').kid;
    await first.close();
    const second = open();
    expect(await second.keySet()).toEqual(after);
    expect(decodeProtectedHeader((await second.issueToken({ ...ada, key: 'unpublished' })) ?? '').kid).toBe(hidden);
    await second.close();
    expect(statSync(file).mode & 0o77).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
