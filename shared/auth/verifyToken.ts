import { compactVerify } from 'jose';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import { Guid } from '../domain/ids.ts';
import type { Principal } from '../domain/principal.ts';
import { Refusal } from '../domain/refusal.ts';
import { delegatedScope } from './applicationRoles.ts';
import type { SigningKey } from './signingKeys.ts';

export interface TokenRules {
  /** Issuer with `{tenantid}` in it. */
  readonly issuer: string;
  readonly audience: string;
  readonly allowedClients: ReadonlySet<string>;
  readonly keyOf: (kid: string) => Promise<SigningKey | undefined>;
  readonly clock: Clock;
}

/** Personal Microsoft accounts live in this tenant; they are nobody's organisation. */
const consumerTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';
const globalAdministratorRole = '62e90394-69f5-4237-9190-012177145e10';
const maxTokenLength = 16_384;
const maxLifetimeSeconds = 24 * 60 * 60;
const skewSeconds = 300;

const Header = z.strictObject({
  alg: z.literal('RS256'),
  kid: z.string().min(1).max(256),
  typ: z.literal('JWT').optional(),
  x5t: z.string().optional(),
});

const seconds = z.number().int().positive().max(253_402_300_799);

const Claims = z.object({
  aud: z.string(),
  iss: z.string(),
  tid: Guid,
  oid: Guid,
  ver: z.literal('2.0'),
  azp: z.string(),
  iat: seconds,
  nbf: seconds,
  exp: seconds,
  scp: z.string().optional(),
  idtyp: z.enum(['app', 'user']).optional(),
  roles: z.array(z.string()).default([]),
  wids: z.array(z.string()).default([]),
  groups: z.array(Guid).optional(),
  hasgroups: z.boolean().optional(),
  _claim_names: z.looseObject({ groups: z.string().optional() }).optional(),
});

/** One text for every fault: a caller learns nothing about why a token was refused. */
const unauthenticated = (cause?: unknown) =>
  new Refusal('unauthenticated', 'A valid access token is needed.', { cause });

/**
 * Checks an Entra v2 access token and answers who calls (R1). Beyond the signature it checks what JWT libraries leave
 * open: that the key may sign for this issuer, issuer = tenant, version, client, lifetime, delegated or application.
 *
 * @param authorization the header's value
 * @throws Refusal `unauthenticated`, whatever is wrong
 */
export async function verifyToken(authorization: string | null, rules: TokenRules): Promise<Principal> {
  const token = /^bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined || token.length > maxTokenLength || !isCanonical(token)) throw unauthenticated();
  const header = Header.safeParse(jsonOf(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url')));
  if (!header.success) throw unauthenticated(header.error);
  const key = await rules.keyOf(header.data.kid);
  if (!key) throw unauthenticated();
  const payload = await compactVerify(token, key.key, { algorithms: ['RS256'] }).then(
    (verified) => verified.payload,
    (error: unknown) => {
      throw unauthenticated(error);
    },
  );
  const claims = Claims.safeParse(jsonOf(payload));
  if (!claims.success) throw unauthenticated(claims.error);
  const principal = claims.data;
  if (!isAcceptable(principal, key, rules)) throw unauthenticated();
  return toPrincipal(principal);
}

function isAcceptable(claims: z.output<typeof Claims>, key: SigningKey, rules: TokenRules): boolean {
  const now = rules.clock.now().getTime() / 1000;
  const issuer = rules.issuer.replace('{tenantid}', claims.tid);
  const application = claims.idtyp === 'app';
  return (
    claims.tid !== consumerTenantId &&
    claims.iss === issuer &&
    key.issuer.replace('{tenantid}', claims.tid) === issuer &&
    claims.aud === rules.audience &&
    rules.allowedClients.has(claims.azp) &&
    claims.exp > now - skewSeconds &&
    claims.exp > claims.iat &&
    claims.exp - claims.iat <= maxLifetimeSeconds &&
    claims.iat <= now + skewSeconds &&
    claims.nbf <= now + skewSeconds &&
    (application ? claims.scp === undefined : (claims.scp?.split(' ').includes(delegatedScope) ?? false))
  );
}

function toPrincipal(claims: z.output<typeof Claims>): Principal {
  const application = claims.idtyp === 'app';
  const overage =
    claims.groups === undefined && (claims.hasgroups === true || claims._claim_names?.groups !== undefined);
  return {
    tenantId: claims.tid,
    objectId: claims.oid,
    kind: application ? 'application' : 'user',
    appRoles: claims.roles,
    globalAdministrator: !application && claims.wids.includes(globalAdministratorRole),
    groups: overage ? undefined : new Set(claims.groups),
  };
}

/** Base64url has several spellings of the same bytes; only the canonical one is a token. */
const isCanonical = (token: string) =>
  token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);

/** JSON as it is meant: UTF-8 without a byte order mark, and no member that stands for a prototype elsewhere. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return JSON.parse(text, (member, value: unknown) => {
      if (member === '__proto__') throw new SyntaxError('a member that nothing has');
      return value;
    });
  } catch {
    return undefined;
  }
}
