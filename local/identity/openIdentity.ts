import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { LocalClock } from '../clock/localClock.ts';
import type { Directory } from '../directory/openDirectory.ts';
import { claimsOf } from './claimsOf.ts';
import { openKeyRing } from './openKeyRing.ts';
import type { KeyName } from './openKeyRing.ts';
import type { SigningKey } from './signingKey.ts';
import { signToken, withChanges } from './signToken.ts';

/** Entra ID's tenant of all personal accounts. */
const consumerTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';
const graphAudience = 'https://graph.microsoft.com';

/** Whose token, and what is to be different about it. */
type TokenRequest = ({ tenantId: string; objectId: string } | { userPrincipalName: string }) & {
  /** Replace or add claims; `null` removes one. */
  claims?: Record<string, unknown> | undefined;
  /** The same for the header. */
  header?: Record<string, unknown> | undefined;
  /** Default: `current`. */
  key?: KeyName | undefined;
  /** Default: 3600. */
  lifetimeSeconds?: number | undefined;
};

/** The issuer: what Microsoft Entra ID is in the cloud. */
export interface Identity {
  /** An access token for the API; `undefined` when the directory does not know who is named. */
  issueToken(request: TokenRequest): Promise<string | undefined>;
  /** An application's token for the directory of one tenant. */
  issueGraphToken(tenantId: string, client: string, lifetimeSeconds: number): Promise<string>;
  /** The tenant whose directory a token is good for; `undefined` for one that is not ours, expired or for something else. */
  graphTenant(token: string): Promise<string | undefined>;
  /** The published keys, each with its `issuer`, as at `.../discovery/v2.0/keys`. */
  keySet(): Promise<{ keys: PublishedKey[] }>;
  /** A new current key; the old one stays published as previous. */
  rotateKeys(): Promise<void>;
  issuerOf(tenantId: string): string;
  close(): Promise<void>;
}

/** A public JWK with Microsoft's extension `issuer`: the issuer whose tokens it signs; `{tenantid}` is any tenant. */
export interface PublishedKey extends JsonWebKey {
  kty: 'RSA';
  use: 'sig';
  alg: 'RS256';
  kid: string;
  issuer: string;
}

/**
 * @param origin - where the stand-ins are reached, asked for when it is needed: a free port is known late
 * @param keys - for tests: keys to use where the file has none, as making them takes time
 */
export function openIdentity(options: {
  file: string | undefined;
  clock: LocalClock;
  directory: Directory;
  origin: () => string;
  keys?: Partial<Record<KeyName, SigningKey>>;
}): Identity {
  const { clock, directory, origin } = options;
  const ring = openKeyRing(options.file, options.keys);
  const issuerOf = (tenantId: string) => `${origin()}/identity/${tenantId}/v2.0`;
  const lifetime = (seconds: number) => {
    const issuedAt = Math.floor(clock.now().getTime() / 1000);
    return { issuedAt, expiresAt: issuedAt + seconds };
  };
  const published = async (name: KeyName, issuer: string): Promise<PublishedKey> => {
    const { kid, jwk } = await ring.key(name);
    const { n, e } = jwk;
    return { kty: 'RSA', use: 'sig', alg: 'RS256', kid, ...(n && e ? { n, e } : {}), issuer };
  };
  const keySet = async () => ({
    keys: await Promise.all([
      published('current', issuerOf('{tenantid}')),
      published('previous', issuerOf('{tenantid}')),
      published('consumer', issuerOf(consumerTenantId)),
    ]),
  });

  return {
    async issueToken(request) {
      const { claims = {}, header = {}, key = 'current', lifetimeSeconds = 3600 } = request;
      const user =
        'userPrincipalName' in request
          ? directory.userByPrincipalName(request.userPrincipalName)
          : directory.user(request.tenantId, request.objectId);
      if (!user) return undefined;
      const standard = claimsOf(user, { directory, issuer: issuerOf(user.tenantId), ...lifetime(lifetimeSeconds) });
      return signToken(await ring.key(key), header, withChanges(standard, claims));
    },
    async issueGraphToken(tenantId, client, lifetimeSeconds) {
      const { issuedAt, expiresAt } = lifetime(lifetimeSeconds);
      const claims = {
        aud: graphAudience,
        iss: issuerOf(tenantId),
        iat: issuedAt,
        nbf: issuedAt,
        exp: expiresAt,
        appid: client,
        idtyp: 'app',
        roles: ['GroupMember.Read.All', 'User.Read.All'],
        tid: tenantId,
      };
      return signToken(await ring.key('current'), {}, claims);
    },
    async graphTenant(token) {
      const { keys } = await keySet();
      const keyOf = ({ kid }: { kid?: string }) => {
        const jwk = keys.find((key) => key.kid === kid && key.issuer === issuerOf('{tenantid}'));
        if (!jwk) throw new Error(`No key ${kid ?? ''}.`);
        return createPublicKey({ key: jwk, format: 'jwk' });
      };
      let claims: JWTPayload;
      try {
        const checks = { audience: graphAudience, algorithms: ['RS256'], currentDate: clock.now() };
        claims = (await jwtVerify(token, keyOf, checks)).payload;
      } catch {
        return undefined;
      }
      return typeof claims['tid'] === 'string' ? claims['tid'] : undefined;
    },
    keySet,
    rotateKeys: () => ring.rotate(),
    issuerOf,
    close: () => ring.close(),
  };
}
