import { createHash, createPublicKey, generateKeyPairSync, sign as signed, verify, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { keyVaultSigner } from '../../../shared/signing/keyVaultSigner.ts';

type Policies = NonNullable<Parameters<typeof keyVaultSigner>[0]['policies']>;

/** A vault that speaks as much of the service's protocol as the library asks for: challenge, key, signature. */
let server: Server;
let host: string;
let asked: string[] = [];
let fails: number | undefined;
let current = 0;
const pairs = Array.from({ length: 2 }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const versions = pairs.map((_, at) => String(at + 1).padStart(32, '0'));

/** As the vault signs: a digest that it is given, and no text. */
function signatureOf(digest: Buffer, { privateKey }: { privateKey: KeyObject }): string {
  const text = [...texts].find((one) => createHash('sha256').update(one).digest().equals(digest));
  if (text === undefined) throw new Error('No text of this test has this digest.');
  return signed('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}
const texts = new Set<string>();

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const chunks = (await request.toArray()) as Buffer[];
      const { method = '', url = '', headers } = request;
      const answer = (status: number, body: object, more: Record<string, string> = {}) =>
        response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));
      if (headers.authorization !== 'Bearer t') {
        const challenge = 'Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net"';
        return answer(401, {}, { 'www-authenticate': challenge });
      }
      const [, version = '', sign] =
        /^\/keys\/seals\/([^/?]*)(\/sign)?\?api-version=/.exec(decodeURIComponent(url)) ?? [];
      asked.push(`${method} ${url.replace(/\?.*/, '')}`);
      if (fails !== undefined) return answer(fails, { error: { code: 'x', message: 'No.' } });
      const at = version === '' ? current : versions.indexOf(version);
      const pair = pairs[at];
      if (!pair) return answer(404, { error: { code: 'KeyNotFound', message: 'No such key.' } });
      const kid = `https://${host}/keys/seals/${String(versions[at])}`;
      if (sign === undefined) {
        const jwk = pair.publicKey.export({ format: 'jwk' });
        return answer(200, {
          key: { kid, ...jwk, kty: 'EC', key_ops: ['sign', 'verify'] },
          attributes: { enabled: true },
        });
      }
      const { alg, value } = JSON.parse(Buffer.concat(chunks).toString()) as { alg: string; value: string };
      if (alg !== 'ES256') return answer(400, { error: { code: 'BadParameter', message: alg } });
      return answer(200, { kid, value: signatureOf(Buffer.from(value, 'base64url'), pair) });
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));
beforeEach(() => {
  asked = [];
  fails = undefined;
  current = 0;
});

/** The library adds tokens to https requests only, and the server here speaks no TLS. */
const withoutTls: Policies[number] = {
  position: 'perRetry',
  policy: {
    name: 'withoutTls',
    sendRequest(request, next) {
      request.url = request.url.replace('https:', 'http:');
      request.allowInsecureConnection = true;
      return next(request);
    },
  },
};

let scopes: (string | string[])[] = [];
let now = 0;
const signer = () =>
  keyVaultSigner({
    key: `https://${host}/keys/seals`,
    credential: {
      getToken: (scope) => {
        scopes.push(scope);
        return Promise.resolve({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 });
      },
    },
    clock: { now: () => new Date(now) },
    policies: [withoutTls],
    // The library holds the domain of a challenge against that of the vault, and this one is nowhere.
    verifiesChallenge: false,
  });

async function signedText(vault: ReturnType<typeof signer>, text: string) {
  texts.add(text);
  const { keyId, signature } = await vault.sign(Buffer.from(text));
  const jwk = await vault.publicKey(keyId);
  const key = createPublicKey({ key: jwk ?? {}, format: 'jwk' });
  return {
    keyId,
    holds: verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature),
    length: signature.length,
  };
}

test('the vault signs, and what it signed is verified here with the public half', async () => {
  scopes = [];
  const vault = signer();
  const keyId = `https://${host}/keys/seals/${String(versions[0])}`;
  expect(await signedText(vault, 'one')).toEqual({ keyId, holds: true, length: 64 });
  expect(scopes.flat()).toContain('https://vault.azure.net/.default');
  expect(asked.filter((line) => line.startsWith('POST'))).toEqual([`POST /keys/seals/${String(versions[0])}/sign`]);
  asked = [];
  await signedText(vault, 'two');
  expect(asked).toEqual([`POST /keys/seals/${String(versions[0])}/sign`]);
});

test('a rotated key signs within ten minutes, and the earlier version is still known', async () => {
  const vault = signer();
  const { keyId: earlier } = await signedText(vault, 'before');
  current = 1;
  now += 600_000;
  const { keyId, holds } = await signedText(vault, 'after');
  expect([keyId === earlier, holds]).toEqual([false, true]);
  expect(await signer().publicKey(earlier)).toMatchObject({ kty: 'EC', crv: 'P-256' });
});

test('keys of another name, another vault or no version are none of ours, and nobody is asked', async () => {
  const vault = signer();
  for (const keyId of [
    `https://${host}/keys/other/${String(versions[0])}`,
    `https://evil.example/keys/seals/${String(versions[0])}`,
    `https://${host}/keys/seals/../other`,
    `https://${host}/keys/seals/`,
    'local:1',
    '',
  ]) {
    expect(await vault.publicKey(keyId)).toBeUndefined();
  }
  expect(asked).toEqual([]);
  expect(await vault.publicKey(`https://${host}/keys/seals/${'9'.repeat(32)}`)).toBeUndefined();
});

test('a vault that can not be asked is no answer: signing fails, and the public half is 503', async () => {
  fails = 403;
  await expect(signer().sign(Buffer.from('x'))).rejects.toThrow();
  const keyId = `https://${host}/keys/seals/${String(versions[0])}`;
  await expect(signer().publicKey(keyId)).rejects.toMatchObject({ code: 'temporarilyUnavailable' });
});
