import { type Container, CosmosClient, type CosmosClientOptions, type Database } from '@azure/cosmos';
import { setTimeout as wait } from 'node:timers/promises';
import { createLocalClock } from '../../../local/clock/localClock.ts';
import { emulatorKey } from '../../../local/cosmos/emulatorKey.ts';
import { openCosmos } from '../../../local/cosmos/openCosmos.ts';

/*
 * What the suite is run against: the account that CONFORMANCE_ENDPOINT and CONFORMANCE_KEY name (see runConformance.ts), or the
 * stand-in, over HTTP and in process. Apart from this file the suite knows the public library alone.
 */
const endpoint = process.env['CONFORMANCE_ENDPOINT'];
const key = process.env['CONFORMANCE_KEY'] ?? emulatorKey;

type TargetName = 'the account' | 'the stand-in over HTTP' | 'the stand-in in process';

export const targets: readonly TargetName[] =
  endpoint === undefined ? ['the stand-in over HTTP', 'the stand-in in process'] : ['the account'];

/** An account with a database of its own and one container, `tenants`, keyed by `/tenantId`, whose items may expire. */
export interface Target {
  readonly client: CosmosClient;
  /** For another client of the same account. */
  readonly options: CosmosClientOptions;
  readonly database: Database;
  readonly container: Container;
  /** Lets time go by, in milliseconds. */
  pass(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

export async function openTarget(name: TargetName): Promise<Target> {
  const { options, pass, close } = await reach(name);
  const client = new CosmosClient(options);
  const { database } = await client.databases.create({ id: `conformance-${crypto.randomUUID()}` });
  const { container } = await database.containers.create({ id: 'tenants', partitionKey: '/tenantId', defaultTtl: -1 });
  return {
    client,
    options,
    database,
    container,
    pass,
    async close() {
      await close(database);
      client.dispose();
    },
  };
}

async function reach(name: TargetName) {
  const connectionPolicy = { enableEndpointDiscovery: false };
  if (endpoint !== undefined) {
    return {
      options: { endpoint, key, connectionPolicy },
      pass: (milliseconds: number) => wait(milliseconds),
      // A stand-in that was named by its address deletes nothing.
      close: (database: Database) => database.delete().catch(unlessStandIn),
    };
  }
  const clock = createLocalClock();
  const cosmos = openCosmos({ file: undefined, clock, key });
  const server = name === 'the stand-in over HTTP' ? await cosmos.listen(0) : undefined;
  return {
    options: {
      endpoint: `http://localhost:${server?.port ?? 8081}`,
      key,
      connectionPolicy,
      ...(!server && { httpClient: cosmos.httpClient }),
    },
    pass: (milliseconds: number) => clock.advance(milliseconds),
    close: async () => {
      await server?.close();
      await cosmos.close();
    },
  };
}

function unlessStandIn(error: unknown) {
  if (!String(error).includes('local Cosmos DB stand-in')) throw error;
}

let last = 0;
/** A partition key that nothing has been stored under. */
export const newTenant = () => `tenant${++last}`;

/** The ids of everything in a partition, in the order of creation. */
export async function idsIn(container: Container, tenantId: string): Promise<string[]> {
  return rowsOf<string>(container, 'SELECT VALUE c.id FROM c', {}, { partitionKey: tenantId });
}

/** All rows of a query. */
export async function rowsOf<Row>(
  container: Container,
  query: string,
  parameters: Record<string, unknown> = {},
  options: Parameters<Container['items']['query']>[1] = {},
): Promise<Row[]> {
  const values = Object.entries(parameters).map(([name, value]) => ({ name: `@${name}`, value: value as string }));
  const { resources } = await container.items.query<Row>({ query, parameters: values }, options).fetchAll();
  return resources;
}
