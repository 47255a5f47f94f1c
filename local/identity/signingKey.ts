import { generateKeyPair, randomUUID } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';

/** An RSA key (2048 bits) in the form in which it is kept. */
export interface SigningKey {
  readonly kid: string;
  /** The private JWK. */
  readonly jwk: JsonWebKey;
}

/** Makes a key. It costs some tenths of a second of CPU, off the main thread. */
export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { kid: randomUUID(), jwk: privateKey.export({ format: 'jwk' }) };
}
