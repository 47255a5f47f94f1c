import type { Clock } from '../../shared/domain/clock.ts';
import { answer } from './answer.ts';
import { type Around, kindOf } from './around.ts';
import type { CosmosRequest } from './exchange.ts';
import { type HttpClient, inProcessClient } from './inProcessClient.ts';
import type { JsonObject } from './json.ts';
import { listen } from './listen.ts';
import { openStore } from './store.ts';
import type { StoreCall } from './storeCall.ts';

/** Answers the unmodified `@azure/cosmos` SDK; what it does not know it refuses with a 400 that names it. */
export interface CosmosStandIn {
  /** For `CosmosClientOptions.httpClient`: the same without a socket, and without a check of the key. */
  readonly httpClient: HttpClient;
  /** Serves on a loopback port; 0 takes a free one. `close` waits for requests in progress. */
  listen(port: number): Promise<{ port: number; close(): Promise<void> }>;
  /** Everything live that is stored in a container, or in one partition of it; of the system fields only `_ts` and `_etag`. */
  inspect(container: string, partitionKey?: string): JsonObject[];
  /** The partition key values under which something live is stored. */
  partitions(container: string): string[];
  /** Tells of every call of the data plane, before it is answered. Answers a function that ends that. */
  observe(listener: (call: StoreCall) => void): () => void;
  close(): Promise<void>;
}

/**
 * Opens a stand-in for one Cosmos DB account.
 *
 * @param options.file journal; undefined keeps everything in memory
 * @param options.key master key (base64) that must have signed what comes over HTTP
 * @param options.around between every client and the account; for faults
 * @throws StartRefusal when the journal is damaged, or none
 */
export function openCosmos(options: {
  file?: string | undefined;
  clock: Clock;
  key: string;
  around?: Around | undefined;
}): CosmosStandIn {
  const store = openStore(options.file, options.clock);
  const listeners = new Set<(call: StoreCall) => void>();
  const tell = (call: StoreCall) => listeners.forEach((listener) => listener(call));
  const answerWith = (key: string | undefined) => (request: CosmosRequest) => {
    const proceed = () => answer(store, request, key, tell);
    const { method, path } = request;
    return options.around ? options.around({ method, path, kind: kindOf(request) }, proceed) : proceed();
  };

  const partitionsOf = (name: string) => {
    const container = store.containerNamed(name);
    if (!container) throw new RangeError(`There is no container ${name}.`);
    return store.livePartitions(container);
  };
  return {
    httpClient: inProcessClient(answerWith(undefined)),
    listen: (port) => listen(port, answerWith(options.key)),
    inspect: (container, partitionKey) =>
      partitionsOf(container)
        .filter(({ key }) => partitionKey === undefined || key === partitionKey)
        .flatMap(({ items }) => items.map(({ document }) => withoutAddresses(document))),
    partitions: (container) => partitionsOf(container).map(({ key }) => key),
    observe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => store.close(),
  };
}

function withoutAddresses({ _rid, _self, _attachments, ...document }: JsonObject): JsonObject {
  return document;
}
