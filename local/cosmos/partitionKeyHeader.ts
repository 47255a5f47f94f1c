import { CosmosError, unsupported } from './cosmosError.ts';
import type { CosmosRequest } from './exchange.ts';
import { parseJson } from './parseJson.ts';

/** The one string of `x-ms-documentdb-partitionkey`; undefined without the header. */
export function partitionKeyHeader({ headers }: CosmosRequest): string | undefined {
  const text = headers['x-ms-documentdb-partitionkey'];
  if (text === undefined) return undefined;
  const value = parseJson(text);
  if (!Array.isArray(value) || value.length !== 1 || typeof value[0] !== 'string') {
    throw unsupported(`A partition key other than one string, ${text},`);
  }
  if (Buffer.byteLength(value[0]) > 2048) throw new CosmosError(400, 'The partition key is longer than 2048 bytes.');
  return value[0];
}
