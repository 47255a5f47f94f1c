import { z } from 'zod';

/** The public half of a signing key (ES256), as RFC 7517 writes it. */
export const PublicKey = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() });
export type PublicKey = z.output<typeof PublicKey>;

/** Holds the key that seals of the audit log are signed with. */
export interface AuditSigner {
  /**
   * Signs by ECDSA over P-256 and SHA-256.
   * @returns the id of the key, and the signature as r and s, 64 bytes
   */
  sign(text: Buffer): Promise<{ keyId: string; signature: Buffer }>;
  /** The public half of a key that this one, or an earlier version of it, is; undefined for any other. */
  publicKey(keyId: string): Promise<PublicKey | undefined>;
}
