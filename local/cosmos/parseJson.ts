import { CosmosError } from './cosmosError.ts';
import type { Json } from './json.ts';

export function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new CosmosError(400, `What should be JSON is none: ${text.slice(0, 100)}`);
  }
}
