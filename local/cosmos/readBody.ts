import { CosmosError } from './cosmosError.ts';
import type { CosmosRequest } from './exchange.ts';
import { type JsonObject, isJsonObject } from './json.ts';

/** The JSON object in the body. */
export function readBody({ body }: CosmosRequest): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new CosmosError(400, 'The request body is no JSON.');
  }
  if (!isJsonObject(value)) throw new CosmosError(400, 'The request body is no JSON object.');
  return value;
}
