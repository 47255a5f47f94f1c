import type { CosmosClient } from '@azure/cosmos';
import { containers, indexingPolicy } from './containers.ts';

/**
 * Makes the database and its containers where they are missing: for a machine of one's own and the emulator.
 * In Azure the template does it, as the app has no right to.
 */
export async function createContainers(client: CosmosClient, databaseId: string): Promise<void> {
  const { database } = await client.databases.createIfNotExists({ id: databaseId });
  for (const [id, container] of Object.entries(containers)) {
    await database.containers.createIfNotExists({
      id,
      partitionKey: { paths: ['/' + container.partitionKey] },
      indexingPolicy: indexingPolicy(container),
      ...(container.expiring ? { defaultTtl: -1 } : {}),
    });
  }
}
