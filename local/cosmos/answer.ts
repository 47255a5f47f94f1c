import { randomUUID } from 'node:crypto';
import type { Call, Outcome } from './call.ts';
import { checkHeaders } from './checkHeaders.ts';
import { checkSignature } from './checkSignature.ts';
import { CosmosError } from './cosmosError.ts';
import type { CosmosRequest, CosmosResponse } from './exchange.ts';
import { itemCall } from './itemCall.ts';
import { partitionKeyHeader } from './partitionKeyHeader.ts';
import { queryCall } from './queryCall.ts';
import { requestCharge } from './requestCharge.ts';
import { type Resource, parseResource } from './resource.ts';
import { resourceCall } from './resourceCall.ts';
import type { Store } from './store.ts';
import type { StoreCall } from './storeCall.ts';

/**
 * Answers one request. Nothing is answered before everything it did and saw is durable.
 *
 * @param key master key that must have signed the request; undefined for callers in this process
 */
export async function answer(
  store: Store,
  request: CosmosRequest,
  key: string | undefined,
  tell: (call: StoreCall) => void,
): Promise<CosmosResponse> {
  let description: Call['description'];
  let outcome: Outcome;
  try {
    const resource = parseResource(request.path);
    if (key !== undefined) checkSignature(request, resource, key);
    checkHeaders(request);
    const call = callOf(store, request, resource);
    description = call.description;
    outcome = call.run();
  } catch (error) {
    outcome = failure(error);
  }
  await store.durable();
  if (description) tell({ ...description, status: outcome.status, requestCharge: outcome.charge });
  return {
    status: outcome.status,
    headers: {
      'content-type': 'application/json',
      'x-ms-activity-id': randomUUID(),
      'x-ms-request-charge': String(outcome.charge),
      ...outcome.headers,
    },
    body: outcome.body,
  };
}

function callOf(store: Store, request: CosmosRequest, resource: Resource): Call {
  if (resource.type !== 'docs') return resourceCall(store, request, resource);
  const container = store.findContainer(resource.database ?? '', resource.container ?? '');
  const key = partitionKeyHeader(request);
  const { headers, method } = request;
  const isQuery =
    headers['x-ms-documentdb-isquery'] !== undefined || headers['x-ms-cosmos-is-query-plan-request'] !== undefined;
  return isQuery && method === 'POST' && resource.item === undefined
    ? queryCall(store, request, container, key)
    : itemCall(store, request, container, key, resource.item);
}

function failure(error: unknown): Outcome {
  const known =
    error instanceof CosmosError
      ? error
      : new CosmosError(500, `Defect of the stand-in: ${(error as Error).stack ?? ''}`);
  const additional = known.additionalErrorInfo !== undefined;
  return {
    status: known.status,
    body: known.body,
    charge: additional ? 0 : requestCharge.minimum,
    ...(known.substatus !== undefined && { headers: { 'x-ms-substatus': String(known.substatus) } }),
  };
}
