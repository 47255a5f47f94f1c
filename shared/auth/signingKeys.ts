import { importJWK, type CryptoKey } from 'jose';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import { Refusal } from '../domain/refusal.ts';

const Jwks = z.object({
  keys: z.array(
    z.object({
      kid: z.string(),
      kty: z.string(),
      n: z.string().optional(),
      e: z.string().optional(),
      use: z.string().optional(),
      issuer: z.string().optional(),
    }),
  ),
});

/** A published key and whose tokens it may sign: `{tenantid}` stands for any tenant's id. */
export interface SigningKey {
  readonly key: CryptoKey;
  readonly issuer: string;
}

const refreshAfterMs = 60 * 60 * 1000;
const unknownKeyPauseMs = 30 * 1000;
const failedPauseMs = 1_000;
const fetchTimeoutMs = 3_000;

/**
 * The issuer's keys. They are fetched when first needed, hourly, and for an unknown `kid` (rotation), the last at most
 * once in 30 s whoever asks; while the issuer is out of reach the keys known serve on.
 */
export function signingKeys(url: string, clock: Clock): (kid: string) => Promise<SigningKey | undefined> {
  let keys: ReadonlyMap<string, SigningKey> | undefined;
  let fetchedAt = -Infinity;
  let failedAt = -Infinity;
  let askedForUnknownAt = -Infinity;
  let fetching: Promise<void> | undefined;

  async function load() {
    try {
      keys = await fetchKeys(url);
      fetchedAt = clock.now().getTime();
    } catch (error) {
      failedAt = clock.now().getTime();
      throw error;
    }
  }
  const refresh = () => (fetching ??= load().finally(() => (fetching = undefined)));

  return async (kid) => {
    const now = clock.now().getTime();
    if (!keys) {
      const pausing = !fetching && now - failedAt < failedPauseMs;
      const failure = pausing
        ? true
        : await refresh().then(
            () => undefined,
            (error: unknown) => error,
          );
      if (failure)
        throw new Refusal('temporarilyUnavailable', 'Tokens can not be checked right now.', { cause: failure });
    }
    const known = keys?.get(kid);
    if (known) {
      if (now - fetchedAt > refreshAfterMs && now - failedAt > unknownKeyPauseMs) refresh().catch(() => undefined);
      return known;
    }
    if (fetching || now - askedForUnknownAt > unknownKeyPauseMs) {
      askedForUnknownAt = now;
      await refresh().catch(() => undefined);
    }
    return keys?.get(kid);
  };
}

async function fetchKeys(url: string): Promise<Map<string, SigningKey>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  const keys = new Map<string, SigningKey>();
  for (const { kid, kty, issuer, n, e } of Jwks.parse(await response.json()).keys) {
    if (kty !== 'RSA' || issuer === undefined || n === undefined || e === undefined) continue;
    const key = await importJWK({ kty, n, e }, 'RS256');
    if (!(key instanceof Uint8Array)) keys.set(kid, { key, issuer });
  }
  return keys;
}
