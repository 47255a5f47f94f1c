import { createPrivateKey, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningKey } from './signingKey.ts';

const signAsync = promisify(sign);

/**
 * A compact JWS, signed by RS256 whatever the header says: tests ask for headers that no library would write.
 * Members given as `null` in `header` are left out.
 */
export async function signToken(key: SigningKey, header: object, claims: object): Promise<string> {
  const content = [withChanges({ typ: 'JWT', alg: 'RS256', kid: key.kid }, header), claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = await signAsync('sha256', Buffer.from(content), createPrivateKey({ key: key.jwk, format: 'jwk' }));
  return `${content}.${signature.toString('base64url')}`;
}

/** `base` with the members of `changes` replaced or added; `null` removes one. An own `__proto__` stays a member. */
export function withChanges(base: object, changes: object): object {
  const members = new Map<string, unknown>([...Object.entries(base), ...Object.entries(changes)]);
  return Object.fromEntries([...members].filter(([, value]) => value !== null && value !== undefined));
}
