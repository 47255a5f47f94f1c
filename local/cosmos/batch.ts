import type { Container } from './accountState.ts';
import { CosmosError, unsupported } from './cosmosError.ts';
import { type ItemOperation, itemOperationTypes, openTransaction } from './itemOperation.ts';
import { isJsonObject } from './json.ts';
import { parseJson } from './parseJson.ts';
import { parsePatch } from './patch.ts';
import { requestCharge } from './requestCharge.ts';
import type { Store } from './store.ts';

const maximumBytes = 2 * 1024 * 1024;
const maximumOperations = 100;
const fields = new Set(['operationType', 'id', 'resourceBody', 'ifMatch', 'partitionKey']);

/** The operations in the body of a batch request. */
export function parseBatch(text: string, key: string): ItemOperation[] {
  if (Buffer.byteLength(text) > maximumBytes)
    throw new CosmosError(413, 'Request size is too large: the batch exceeds 2 MB.');
  const operations = parseJson(text);
  if (!Array.isArray(operations) || operations.length === 0) throw new CosmosError(400, 'The batch has no operations.');
  if (operations.length > maximumOperations) {
    throw new CosmosError(400, `The batch has more than ${maximumOperations} operations.`);
  }
  return operations.map((operation) => {
    if (!isJsonObject(operation)) throw new CosmosError(400, 'An operation of the batch is no object.');
    const unknown = Object.keys(operation).find((name) => !fields.has(name));
    if (unknown !== undefined) throw unsupported(`The batch operation's field ${unknown}`);
    const { operationType, id, resourceBody, ifMatch, partitionKey } = operation;
    const type = itemOperationTypes.find((known) => known === operationType);
    if (!type) throw unsupported(`The batch operation ${JSON.stringify(operationType)}`);
    if (partitionKey !== undefined && partitionKey !== JSON.stringify([key])) {
      throw new CosmosError(
        400,
        'One or more operations within the batch request have a different partition key value than the request.',
      );
    }
    if (type !== 'Create' && type !== 'Upsert' && typeof id !== 'string') {
      throw new CosmosError(400, `The batch operation ${type} has no id.`);
    }
    const body = isJsonObject(resourceBody) ? resourceBody : undefined;
    return {
      ...(type === 'Patch' ? { patch: parsePatch(body) } : {}),
      type,
      id: type === 'Create' || type === 'Upsert' ? undefined : (id as string),
      body,
      ifMatch: typeof ifMatch === 'string' ? ifMatch : undefined,
    };
  });
}

interface BatchResult {
  statusCode: number;
  requestCharge: number;
  eTag?: string;
  resourceBody?: unknown;
}

/** Runs all operations or none. 200 with a result each; 207 with the failing one's status and 424 for every other. */
export function runBatch(
  store: Store,
  container: Container,
  key: string,
  operations: readonly ItemOperation[],
): { status: 200 | 207; charge: number; results: BatchResult[] } {
  const transaction = openTransaction(store, container, key);
  const results: BatchResult[] = [];
  for (const operation of operations) {
    try {
      const { status, charge, item } = transaction.run(operation);
      results.push({
        statusCode: status,
        requestCharge: charge,
        ...(item && { eTag: item.etag, resourceBody: item.document }),
      });
    } catch (error) {
      if (!(error instanceof CosmosError)) throw error;
      const failed = results.length;
      return {
        status: 207,
        charge: requestCharge.minimum,
        results: operations.map((_, at) => ({ statusCode: at === failed ? error.status : 424, requestCharge: 0 })),
      };
    }
  }
  if (transaction.changes.size > 0) store.commit(container, key, transaction.changes);
  return { status: 200, charge: requestCharge.sum(results.map((result) => result.requestCharge)), results };
}
