import type { Container, CosmosClient } from '@azure/cosmos';
import type { Store } from '../domain/store.ts';
import { containers, type ContainerName } from './containers.ts';
import { acrossTenants } from './acrossTenants.ts';
import { CosmosPartition, type PartitionAddress } from './cosmosPartition.ts';
import { attempt, storeDeadline } from './storeFailure.ts';
import { z } from 'zod';

const OperationRow = z.object({ id: z.string(), type: z.literal('operation') });

/** The store over Cosmos DB. Every call names the partition key and asks for it in the query, and every row is checked. */
export function cosmosStore(client: CosmosClient, databaseId: string): Store {
  const container = (name: ContainerName): Container => client.database(databaseId).container(name);
  const address = (name: ContainerName, key: string): PartitionAddress => ({
    container: container(name),
    keyMember: containers[name].partitionKey,
    key,
  });
  const partition = (name: ContainerName, key: string) => new CosmosPartition(address(name, key));
  return {
    tenant: (tenantId) => partition('tenants', tenantId),
    pointers: (partnerTenantId) => partition('partners', partnerTenantId),
    operation: (operationId) => partition('operations', operationId),
    domain: (domain) => partition('domains', domain),

    ...acrossTenants(container('tenants'), containers.tenants.partitionKey),
    pointersAcross: acrossTenants(container('partners'), containers.partners.partitionKey),

    async operationsIdleSince(time, { after, top }) {
      const { resources } = await attempt(() =>
        container('operations')
          .items.query<unknown>(
            {
              query:
                "SELECT TOP @top c.id, c.type FROM c WHERE c.type = 'operation' AND c.status IN ('notStarted', 'running') AND c.updatedAt <= @time AND c.id > @after ORDER BY c.id",
              parameters: [
                { name: '@top', value: top },
                { name: '@time', value: time.toISOString() },
                { name: '@after', value: after },
              ],
            },
            { maxItemCount: top, ...storeDeadline() },
          )
          .fetchAll(),
      );
      return z
        .array(OperationRow)
        .parse(resources)
        .map(({ id }) => id);
    },

    async ping() {
      await attempt(() => container('tenants').read(storeDeadline()));
    },
  };
}
