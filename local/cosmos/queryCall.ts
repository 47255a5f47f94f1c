import type { Container } from './accountState.ts';
import type { Call, Outcome } from './call.ts';
import { CosmosError, unsupported } from './cosmosError.ts';
import type { CosmosRequest } from './exchange.ts';
import { type Json, type JsonObject, isJsonObject } from './json.ts';
import type { Partition } from './partition.ts';
import { type PhysicalRange, physicalRangeOf, physicalRanges } from './physicalRanges.ts';
import { type Demand, conjuncts } from './query/conjuncts.ts';
import { parseQuery } from './query/parseQuery.ts';
import { needsPlan, queryPlan, rangesOf } from './query/queryPlan.ts';
import { readRangeToken, writeRangeToken } from './query/rangeToken.ts';
import { runQuery } from './query/runQuery.ts';
import { readBody } from './readBody.ts';
import { requestCharge } from './requestCharge.ts';
import type { Store } from './store.ts';

/** A query, over one logical partition, one physical range or all; or the request for its plan. */
export function queryCall(store: Store, request: CosmosRequest, container: Container, key: string | undefined): Call {
  const { text, parameters } = readQuery(readBody(request));
  if (request.headers['x-ms-cosmos-is-query-plan-request'] !== undefined) {
    return { description: undefined, run: () => plan(container, text, parameters) };
  }
  return {
    description: {
      kind: 'query',
      container: container.id,
      partitionKey: key,
      query: { text, parameters },
    },
    run: () => query(store, request, container, key, text, parameters),
  };
}

function readQuery({ query: text, parameters = [], ...others }: JsonObject) {
  for (const name of Object.keys(others)) throw unsupported(`The query's field ${name}`);
  if (typeof text !== 'string') throw new CosmosError(400, 'The query has no text.');
  if (!Array.isArray(parameters)) throw new CosmosError(400, 'The parameters of the query are no list.');
  const values: Record<string, Json> = {};
  for (const parameter of parameters) {
    const { name, value } = isJsonObject(parameter) ? parameter : {};
    // A value that is undefined in JavaScript does not get into JSON; the query would match nothing.
    if (typeof name !== 'string' || value === undefined) {
      throw new CosmosError(400, `A parameter of the query has no name or no value: ${JSON.stringify(parameter)}.`);
    }
    values[name] = value;
  }
  return { text, parameters: values };
}

function plan(container: Container, text: string, parameters: Record<string, Json>): Outcome {
  const parsed = parseQuery(text);
  const ranges = rangesOf(conjuncts(parsed.where, parameters), container.keyProperty);
  return { status: 200, body: JSON.stringify(queryPlan(parsed, parameters, ranges)), charge: 0 };
}

function query(
  store: Store,
  { headers }: CosmosRequest,
  container: Container,
  key: string | undefined,
  text: string,
  parameters: Record<string, Json>,
): Outcome {
  const parsed = parseQuery(text);
  const demands = conjuncts(parsed.where, parameters);
  const named = headers['x-ms-documentdb-partitionkeyrangeid'];
  const ranges =
    key !== undefined ? [physicalRangeOf(key)] : (readRange(named) ?? rangesOf(demands, container.keyProperty));
  const isWhole = key === undefined && named === undefined;
  const maximumItems = pageSize(headers['x-ms-max-item-count']);
  if (isWhole && needsPlan(parsed)) {
    if (maximumItems === Infinity) throw unsupported('maxItemCount -1 here (the SDK would spin for ever merging)');
    throw new CosmosError(400, 'The provided cross partition query can not be directly served by the gateway.', {
      additionalErrorInfo: JSON.stringify(queryPlan(parsed, parameters, ranges)),
    });
  }
  const place = readRangeToken(headers['x-ms-continuation'], ranges);
  const { rows, bytes, continuation } = runQuery(
    parsed,
    parameters,
    {
      partitions: partitionsOf(container, key, place.range, demands),
      demands: demands.filter(({ property }) => property !== container.keyProperty),
      isLive: store.isLive,
    },
    { maximumItems, continuation: place.within },
  );
  const token = writeRangeToken(place.range, continuation, ranges);
  checkTokenLength(token, headers['x-ms-documentdb-responsecontinuationtokenlimitinkb']);
  return {
    status: 200,
    body: `{"_rid":${JSON.stringify(container.rid)},"Documents":[${rows.join(',')}],"_count":${rows.length}}`,
    charge: requestCharge.query(bytes),
    ...(token !== undefined && { headers: { 'x-ms-continuation': token } }),
  };
}

/** The service would leave something out of a longer one, or fail; what exactly is not known. */
function checkTokenLength(token: string | undefined, limitInKb: string | undefined) {
  if (token === undefined || limitInKb === undefined || token.length <= Number(limitInKb) * 1024) return;
  throw unsupported(`A continuation token of ${token.length} bytes (ORDER BY a long text)`);
}

function readRange(id: string | undefined): readonly PhysicalRange[] | undefined {
  if (id === undefined) return undefined;
  const range = physicalRanges.find((known) => known.id === id);
  if (!range) throw new CosmosError(410, `The physical range ${id} does not exist.`, { substatus: 1002 });
  return [range];
}

function partitionsOf(
  { partitions, keyProperty }: Container,
  key: string | undefined,
  within: PhysicalRange,
  demands: readonly Demand[],
): Partition[] {
  const named = demands.find(({ property }) => property === keyProperty)?.values;
  const keys = key !== undefined ? [key] : named;
  const found = keys
    ? [...new Set(keys)].map((value) => partitions.get(value as string)).filter((partition) => partition !== undefined)
    : [...partitions.values()];
  return found.filter(({ range }) => range === within);
}

/** 100 as the service, unless the client says otherwise; -1 leaves it to the size of the answer. */
function pageSize(header: string | undefined): number {
  if (header === undefined) return 100;
  const size = Number(header);
  if (size === -1) return Infinity;
  if (!Number.isInteger(size) || size < 1) throw new CosmosError(400, `x-ms-max-item-count cannot be ${header}.`);
  return size;
}
