import { constants, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { SigningKey } from '../../../local/identity/signingKey.ts';

/** A part of a token before it is encoded: text and bytes as they are, everything else as JSON. */
type Part = string | Buffer | object;

const encoded = (part: Part) =>
  Buffer.from(typeof part === 'string' || Buffer.isBuffer(part) ? part : JSON.stringify(part)).toString('base64url');

/** Header and payload as they are signed. */
export const contentOf = (header: Part, payload: Part) => `${encoded(header)}.${encoded(payload)}`;

/** A token with any signature. */
export const tokenWith = (header: Part, payload: Part, signature: Buffer) =>
  `${contentOf(header, payload)}.${signature.toString('base64url')}`;

/** A token that is really signed by RSA, in the way that is named, whatever its header says. */
export function rsaToken(key: SigningKey, header: Part, payload: Part, how = 'RS256'): string {
  const content = Buffer.from(contentOf(header, payload));
  const privateKey = createPrivateKey({ key: key.jwk, format: 'jwk' });
  const padding = how.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  return tokenWith(header, payload, sign(`sha${how.slice(2)}`, content, { key: privateKey, ...padding }));
}

/** A token that is really signed by HMAC with this secret. */
export function hmacToken(secret: string | Buffer, header: Part, payload: Part): string {
  return tokenWith(header, payload, createHmac('sha256', secret).update(contentOf(header, payload)).digest());
}

/** What is public of a key, in the forms that naive libraries took for a secret. */
export function publicFormsOf({ jwk }: SigningKey) {
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  return {
    pem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    der: publicKey.export({ type: 'spki', format: 'der' }),
    modulus: Buffer.from(String(jwk.n), 'base64url'),
    jwk: publicKey.export({ format: 'jwk' }),
  };
}
