import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { createSigningKey, type SigningKey } from '../../../local/identity/signingKey.ts';
import { rawRequest, rawText } from '../../conformance/host/rawRequest.ts';
import { refused } from '../../support/refused.ts';
import { startWorld, type World, type WorldPerson, type WorldTenant } from '../../support/world.ts';
import { refusedTokens } from './refusedTokens.ts';
import { rsaToken } from './signedTokens.ts';

let world: World;
let contoso: WorldTenant;
let adele: WorldPerson;
let corpus: Record<string, string>;
let claims: Readonly<Record<string, unknown>>;
const keys = JSON.parse(process.env['TEST_SIGNING_KEYS'] ?? '{}') as Record<'current' | 'consumer', SigningKey>;

const issue = async (change: object = {}) =>
  String(await world.product.identity.issueToken({ tenantId: adele.tenantId, objectId: adele.objectId, ...change }));
const signed = (change: object) =>
  rsaToken(keys.current, { alg: 'RS256', kid: keys.current.kid }, { ...claims, ...change });
const me = (token: string) => world.bearer(token).get('/me');

beforeAll(async () => {
  world = await startWorld();
  contoso = await world.tenant('Contoso');
  const { tenantId: otherTenantId } = await world.tenant('Fabrikam');
  adele = await world.person(contoso.tenantId);
  claims = decodeJwt(await issue());
  const issuerOf = (tenantId: string) => world.product.identity.issuerOf(tenantId);
  corpus = refusedTokens({
    ...keys,
    foreign: await createSigningKey(),
    now: world.now(),
    claims,
    issuerOf,
    otherTenantId,
  });
});
afterAll(() => world.stop());
beforeEach(() => void world.storeCalls());

describe('of a corpus of tokens', () => {
  test('the one that is right tells who calls', async () => {
    const { tenantId, objectId } = adele;
    expect(await me(signed({}))).toMatchObject({ status: 200, body: { tenantId, objectId } });
    expect(world.storeCalls().length).toBeGreaterThan(0);
  });

  test('no other reaches a handler, and none learns why', async () => {
    expect(Object.keys(corpus).length).toBeGreaterThanOrEqual(73);
    const reached: string[] = [];
    const answers = new Set<string>();
    for (const [name, token] of Object.entries(corpus)) {
      const { status, headers, text, body } = await me(token);
      const calls = world.storeCalls().length;
      if (status !== 401 || calls > 0) reached.push(`${name}: ${status}, ${calls} calls of the store`);
      answers.add(`${String(headers.get('www-authenticate'))} ${text.replace(String(body['requestId']), '')}`);
    }
    expect(reached).toEqual([]);
    expect([...answers]).toEqual([expect.stringMatching(/^Bearer error="invalid_token" \{.*\}$/)]);
  });
});

describe('beyond the token', () => {
  test('the name of the scheme comes in any case, and nothing else does', async () => {
    const token = await issue();
    const status = async (authorization: string) => (await world.nobody.get('/me', { authorization })).status;
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) expect(await status(`${scheme} ${token}`)).toBe(200);
    for (const authorization of [
      token,
      `Basic ${token}`,
      `Bearer,${token}`,
      `Bearer: ${token}`,
      `DPoP ${token}`,
      'Bearer',
    ]) {
      expect([authorization, await status(authorization)]).toEqual([authorization, 401]);
    }
    const elsewhere = await world.nobody.get(`/me?access_token=${token}`, { cookie: `token=${token}` });
    expect(elsewhere).toMatchObject(refused(401, 'unauthenticated'));
  });

  test('two Authorization headers are refused, though each were right', async () => {
    const { origin } = new URL(String(world.product.api[0]));
    const header = `Authorization: Bearer ${await issue()}`;
    const once = await rawRequest(origin, rawText(origin, 'GET /api/v1/me', [header]));
    const twice = await rawRequest(origin, rawText(origin, 'GET /api/v1/me', [header, header]));
    expect([once.status, twice.status]).toEqual([200, 401]);
  });

  test('a token of the directory, of an application or of an unpublished key is none of ours', async () => {
    const { identity } = world.product;
    const ofDirectory = await identity.issueGraphToken(adele.tenantId, String(claims['azp']), 3600);
    expect(await me(ofDirectory)).toMatchObject(refused(401, 'unauthenticated'));
    expect(await me(await issue({ key: 'unpublished' }))).toMatchObject(refused(401, 'unauthenticated'));
    expect(await me(signed({ idtyp: 'app', scp: undefined }))).toMatchObject(refused(403, 'permissionDenied'));
  });

  test('times bend by five minutes and no further', async () => {
    const now = Math.floor(world.now().getTime() / 1000);
    expect((await me(signed({ iat: now - 4000, nbf: now - 4000, exp: now - 290 }))).status).toBe(200);
    expect((await me(signed({ iat: now + 290, nbf: now + 290, exp: now + 4000 }))).status).toBe(200);
    expect((await me(signed({ iat: now, exp: now + 86_400 }))).status).toBe(200);
  });

  test('the place that a token names for its groups is never asked', async () => {
    let asked = 0;
    const place = createServer((_, response) => response.end(String(++asked)));
    await new Promise<void>((resolve) => place.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(place.address() as AddressInfo).port}/groups`;
    const overage = { groups: undefined, _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint } } };
    const { status, body } = await me(signed(overage));
    await new Promise((resolve) => place.close(resolve));
    expect({ status, groups: body['groups'], asked }).toEqual({
      status: 200,
      groups: { source: 'directory' },
      asked: 0,
    });
  });

  test('who somebody is does not depend on names and addresses', async () => {
    const { admin } = contoso;
    const { body } = await admin.get('/me');
    const posing = signed({
      email: 'admin@contoso.example',
      upn: 'admin',
      unique_name: 'admin',
      sub: body['objectId'],
    });
    expect(await me(posing)).toMatchObject({ status: 200, body: { objectId: adele.objectId, tenantRoles: [] } });
  });
});
