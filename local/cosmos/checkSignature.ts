import { createHmac, timingSafeEqual } from 'node:crypto';
import { CosmosError } from './cosmosError.ts';
import type { CosmosRequest } from './exchange.ts';
import type { Resource } from './resource.ts';

/**
 * Master key authorization: HMAC-SHA256 over method, resource type, resource link and date. The date is not compared with
 * the clock, which tests move.
 *
 * @see https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources
 */
export function checkSignature({ method, headers }: CosmosRequest, { type, link }: Resource, key: string): void {
  const token = new URLSearchParams(decode(headers['authorization'] ?? '').replaceAll('+', '%2B'));
  if (token.get('type') !== 'master' || token.get('ver') !== '1.0') {
    throw new CosmosError(401, 'The local Cosmos DB stand-in wants an authorization header of type=master&ver=1.0.');
  }
  const text = `${method}\n${type}\n`.toLowerCase() + `${link}\n${(headers['x-ms-date'] ?? '').toLowerCase()}\n\n`;
  const wanted = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest();
  const given = Buffer.from(token.get('sig') ?? '', 'base64');
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw new CosmosError(
    401,
    'The input authorization token cannot serve the request: the key or the signed text is wrong.',
  );
}

function decode(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return '';
  }
}
