import { CosmosError } from '../cosmosError.ts';
import type { Json } from '../json.ts';

/** Where a page ended: the sort key (if any) and number of the last item looked at, and how many rows were given so far. */
export interface Continuation {
  readonly key: Json;
  readonly number: number;
  readonly given: number;
}

export function writeContinuation({ key, number, given }: Continuation): string {
  return Buffer.from(JSON.stringify([key, number, given])).toString('base64url');
}

export function readContinuation(token: string): Continuation {
  try {
    const [key, number, given] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [Json, number, number];
    if (Number.isInteger(number) && Number.isInteger(given)) return { key, number, given };
  } catch {
    // Falls through to the refusal.
  }
  throw new CosmosError(400, 'The continuation token is malformed.');
}
