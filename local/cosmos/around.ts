import type { CosmosRequest, CosmosResponse } from './exchange.ts';
import type { StoreCall } from './storeCall.ts';

/**
 * Something between the client and the account, to try out what a network and a busy service do. It may wait, or give an
 * answer of its own (an error needs a JSON body with `message`), or undefined to cut the connection: before `proceed`
 * nothing has happened yet, after it everything has.
 */
export type Around = (
  call: { readonly method: string; readonly path: string; readonly kind: StoreCall['kind'] | undefined },
  proceed: () => Promise<CosmosResponse>,
) => Promise<CosmosResponse | undefined>;

/** What kind of call a request is going to be; undefined outside the data plane. */
export function kindOf({ method, path, headers }: CosmosRequest): StoreCall['kind'] | undefined {
  if (headers['x-ms-cosmos-is-query-plan-request'] !== undefined) return undefined;
  if (headers['x-ms-documentdb-isquery'] !== undefined) return 'query';
  if (headers['x-ms-cosmos-is-batch-request'] !== undefined) return 'batch';
  if (!/\/docs(?:\/|$)/.test(path)) return undefined;
  return method === 'GET' ? 'read' : 'write';
}
