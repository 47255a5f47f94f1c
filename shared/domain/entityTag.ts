import { createHash } from 'node:crypto';
import { canonicalJson } from './canonicalJson.ts';

/**
 * The ETag of a thing: a digest of what is stored of it, and of nothing derived (api.md, "Concurrency"). A change that
 * changes nothing keeps it; every stored thing carries the time of its last change, so that no old tag comes back.
 */
export function entityTag(stored: object): string {
  const { _etag, ...value } = stored as { _etag?: string };
  return `"${createHash('sha256').update(canonicalJson(value)).digest('base64url').slice(0, 22)}"`;
}
