import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

/** ETags as clients have them. */
export interface SealedTags {
  /** @param tag an entity tag of the domain */
  seal(tag: string): string;
  /** An `If-Match` header with the tags in it opened; what is none of ours is left as it is, and fits nothing. */
  open(header: string): string;
}

const cipher = 'aes-256-ecb';
const tagOf = (bytes: Buffer) => `"${bytes.toString('base64url')}"`;

/**
 * A tag is a digest of what is stored, hidden members included: whoever sees it could try what they are until the digest
 * fits. So it leaves the service sealed. The same thing must have the same tag each time, and a tag is 16 bytes that are
 * as good as random: one block, without a nonce.
 */
export function sealedTags(key: Buffer): SealedTags {
  const sealingKey = Buffer.from(hkdfSync('sha256', key, '', 'entityTag', 32));
  // Blocks know nothing of each other, so one cipher serves all of them.
  const sealing = createCipheriv(cipher, sealingKey, null).setAutoPadding(false);
  const opening = createDecipheriv(cipher, sealingKey, null).setAutoPadding(false);
  return {
    seal: (tag) => tagOf(sealing.update(Buffer.from(tag.slice(1, -1), 'base64url'))),
    open: (header) =>
      header.replaceAll(/"([A-Za-z0-9_-]{22})"/g, (_, tag: string) =>
        tagOf(opening.update(Buffer.from(tag, 'base64url'))),
      ),
  };
}
