import type { Container } from './accountState.ts';
import { parseBatch, runBatch } from './batch.ts';
import type { Call, Outcome } from './call.ts';
import { CosmosError, unsupported } from './cosmosError.ts';
import type { CosmosRequest } from './exchange.ts';
import { type ItemOperation, type ItemOperationType, openTransaction } from './itemOperation.ts';
import { readBody } from './readBody.ts';
import { requestCharge } from './requestCharge.ts';
import type { Store } from './store.ts';
import type { StoreCall } from './storeCall.ts';

/** A read, write or batch of items of one partition. */
export function itemCall(
  store: Store,
  request: CosmosRequest,
  container: Container,
  key: string | undefined,
  id: string | undefined,
): Call {
  const isBatch = request.headers['x-ms-cosmos-is-batch-request'] === 'true';
  if (isBatch && request.headers['x-ms-cosmos-batch-atomic'] !== 'true') throw unsupported('Bulk (not atomic)');
  if (key === undefined) throw new CosmosError(400, 'The request has no partition key.');
  if (isBatch) {
    const operations = parseBatch(request.body, key);
    return {
      description: { kind: 'batch', container: container.id, partitionKey: key, operations: operations.map(describe) },
      run: () => batch(store, request, container, key, operations),
    };
  }
  const operation = parseOperation(request, id);
  return {
    description: {
      kind: operation.type === 'Read' ? 'read' : 'write',
      container: container.id,
      partitionKey: key,
      operations: [describe(operation)],
    },
    run: () => single(store, request, container, key, operation),
  };
}

function describe({ type, id, body, ifMatch }: ItemOperation): NonNullable<StoreCall['operations']>[number] {
  const own = body?.['id'];
  return { type, id: id ?? (typeof own === 'string' ? own : ''), ifMatch };
}

function parseOperation(request: CosmosRequest, id: string | undefined): ItemOperation {
  const { method, headers } = request;
  const type = operationType(method, id, headers['x-ms-documentdb-is-upsert'] === 'true');
  if (type === undefined) throw unsupported(`${method} ${request.path}`);
  const ifNoneMatch = headers['if-none-match'];
  // Creating is "if none" by itself.
  if (ifNoneMatch !== undefined && type !== 'Read' && !(type === 'Create' && ifNoneMatch === '*')) {
    throw unsupported(`If-None-Match on ${type}`);
  }
  const body = type === 'Read' || type === 'Delete' ? undefined : readBody(request);
  return { type, id, body, ifMatch: headers['if-match'] };
}

function operationType(method: string, id: string | undefined, isUpsert: boolean): ItemOperationType | undefined {
  if (id === undefined) return method !== 'POST' ? undefined : isUpsert ? 'Upsert' : 'Create';
  return ({ GET: 'Read', PUT: 'Replace', DELETE: 'Delete' } as const)[method];
}

function single(
  store: Store,
  { headers }: CosmosRequest,
  container: Container,
  key: string,
  operation: ItemOperation,
): Outcome {
  const transaction = openTransaction(store, container, key);
  const { status, charge, item } = transaction.run(operation);
  if (transaction.changes.size > 0) store.commit(container, key, transaction.changes);
  if (!item) return { status, body: '', charge };
  const unchanged = operation.type === 'Read' && [item.etag, '*'].includes(headers['if-none-match'] ?? '');
  return unchanged
    ? { status: 304, body: '', charge: requestCharge.minimum, headers: { etag: item.etag } }
    : { status, body: item.json, charge, headers: { etag: item.etag } };
}

function batch(
  store: Store,
  { headers }: CosmosRequest,
  container: Container,
  key: string,
  operations: readonly ItemOperation[],
): Outcome {
  const { status, charge, results } = runBatch(store, container, key, operations);
  if (headers['prefer'] === 'return=minimal') for (const result of results) delete result.resourceBody;
  return { status, charge, body: JSON.stringify(results) };
}
