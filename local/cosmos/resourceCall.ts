import type { Call, Outcome } from './call.ts';
import { CosmosError, unsupported } from './cosmosError.ts';
import type { CosmosRequest } from './exchange.ts';
import { type JsonObject, isJsonObject } from './json.ts';
import { physicalRanges } from './physicalRanges.ts';
import { readBody } from './readBody.ts';
import { requestCharge } from './requestCharge.ts';
import type { Resource } from './resource.ts';
import type { Store } from './store.ts';

/** Account, databases, containers and their physical ranges. */
export function resourceCall(store: Store, request: CosmosRequest, resource: Resource): Call {
  const { type, database = '', container } = resource;
  const does = (run: () => Outcome): Call => ({ description: undefined, run });
  switch (`${request.method} ${type}${isOne(resource) ? '/one' : ''}`) {
    case 'GET ':
      return does(() => answer(200, account(request.origin)));
    case 'GET dbs/one':
      return does(() => answer(200, store.findDatabase(database).properties));
    case 'POST dbs':
      return does(() => answer(201, store.createDatabase(idOf(readBody(request))).properties));
    case 'GET colls/one':
      return does(() => answer(200, store.findContainer(database, container ?? '').properties));
    case 'POST colls':
      return does(() => {
        const definition = containerDefinition(readBody(request));
        return answer(201, store.createContainer(store.findDatabase(database), definition).properties);
      });
    case 'GET pkranges':
      return does(() => {
        const { rid } = store.findContainer(database, container ?? '');
        const ranges = physicalRanges.map(({ id, min, max }) => ({ id, minInclusive: min, maxExclusive: max }));
        return answer(200, { _rid: rid, PartitionKeyRanges: ranges, _count: ranges.length });
      });
    default:
      throw unsupported(`${request.method} ${request.path}`);
  }
}

function isOne({ type, database, container }: Resource) {
  return type === 'dbs' ? database !== undefined : type === 'colls' && container !== undefined;
}

function answer(status: number, body: JsonObject): Outcome {
  return { status, body: JSON.stringify(body), charge: requestCharge.minimum };
}

/** One region. An account named localhost would make the SDK ask for it again and again. */
function account(origin: string): JsonObject {
  const locations = [{ name: 'Local', databaseAccountEndpoint: `${origin}/` }];
  return {
    id: 'local-cosmos',
    _rid: 'local-cosmos',
    _self: '',
    _dbs: '//dbs/',
    writableLocations: locations,
    readableLocations: locations,
    enableMultipleWriteLocations: false,
    userConsistencyPolicy: { defaultConsistencyLevel: 'Strong' },
  };
}

function idOf({ id }: JsonObject): string {
  if (typeof id !== 'string' || !/^[^/\\#?]{1,255}$/.test(id))
    throw new CosmosError(400, 'The id is missing or not allowed.');
  return id;
}

function containerDefinition(body: JsonObject): JsonObject & { id: string } {
  const { id: _, partitionKey, indexingPolicy, defaultTtl, ...others } = body;
  for (const name of Object.keys(others)) throw unsupported(`The container setting ${name}`);
  const id = idOf(body);
  const paths = isJsonObject(partitionKey) ? JSON.stringify(partitionKey['paths']) : '';
  if (!isJsonObject(partitionKey) || !/^\["\/\w+"\]$/.test(paths)) {
    throw unsupported(`The partition key ${JSON.stringify(partitionKey)} (only one top-level path is)`);
  }
  if (defaultTtl !== undefined && (!Number.isInteger(defaultTtl) || defaultTtl === 0 || Number(defaultTtl) < -1)) {
    throw new CosmosError(400, 'The defaultTtl must be a positive number of seconds, or -1.');
  }
  return {
    id,
    partitionKey: { kind: 'Hash', version: 2, ...partitionKey },
    indexingPolicy: indexingPolicy ?? {
      indexingMode: 'consistent',
      automatic: true,
      includedPaths: [{ path: '/*' }],
      excludedPaths: [],
    },
    ...(defaultTtl !== undefined && { defaultTtl }),
  };
}
