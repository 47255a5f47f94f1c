import { createHash } from 'node:crypto';
import { canonicalJson } from './canonicalJson.ts';

/**
 * The ETag of a thing: a digest of what is stored of it, and of nothing derived (api.md, "Concurrency"). A change that
 * changes nothing keeps it; every stored thing carries the time of its last change, so that no old tag comes back. Clients
 * get it sealed: 16 bytes in, 16 bytes out.
 */
export function entityTag(stored: object): string {
  const { _etag, ...value } = stored as { _etag?: string };
  return `"${createHash('sha256').update(canonicalJson(value)).digest().subarray(0, 16).toString('base64url')}"`;
}
