import { CosmosClient } from '@azure/cosmos';
import { createLocalClock } from '../../local/clock/localClock.ts';
import { emulatorKey } from '../../local/cosmos/emulatorKey.ts';
import { openCosmos } from '../../local/cosmos/openCosmos.ts';
import { cosmosStore } from '../../shared/data/cosmosStore.ts';
import { createContainers } from '../../shared/data/createContainers.ts';
import { writeManyCustomers } from '../../test/support/manyCustomers.ts';
import { databaseId, type StoreCounts, type StoreToBuild } from './storeToBuild.ts';

/*
 * The store of a benchmark in a process of its own, so that its work is not taken for the product's. Told what to build,
 * it says the port where it listens; asked for its counts, it tells them and begins anew.
 */
const clock = createLocalClock();
const none: StoreCounts = { queries: 0, requests: 0, requestUnits: 0 };
const counts = { ...none };
const cosmos = openCosmos({
  clock,
  key: emulatorKey,
  around({ method, path, kind }, proceed) {
    counts.requests++;
    // The SDK asks for a plan once per query, whatever requests the query itself takes.
    if (method === 'POST' && path.endsWith('/docs') && kind === undefined) counts.queries++;
    return proceed();
  },
});
cosmos.observe(({ requestCharge }) => {
  counts.requestUnits += requestCharge;
});

process.on('message', (message: StoreToBuild | 'counts') => {
  void (async () => {
    if (message === 'counts') {
      process.send?.({ ...counts });
      Object.assign(counts, none);
      return;
    }
    await build(message);
    const { port } = await cosmos.listen(0);
    Object.assign(counts, none);
    process.send?.(port);
  })();
});
process.on('disconnect', () => process.exit());

async function build(what: StoreToBuild): Promise<void> {
  const client = new CosmosClient({
    endpoint: 'http://localhost',
    key: emulatorKey,
    httpClient: cosmos.httpClient,
    connectionPolicy: { enableEndpointDiscovery: false },
  });
  await createContainers(client, databaseId);
  await writeManyCustomers(cosmosStore(client, databaseId), {
    ...what,
    now: clock.now(),
    // Names come in another order than customers and rooms.
    nameOf: (customer, room) => `Room ${(customer * 7919 + room * 104729) % 1_000_003}`,
  });
  client.dispose();
}
