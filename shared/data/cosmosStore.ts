import type { Container, CosmosClient } from '@azure/cosmos';
import type { Store } from '../domain/store.ts';
import { containers, type ContainerName } from './containers.ts';
import { acrossTenants } from './acrossTenants.ts';
import { CosmosPartition, type PartitionAddress } from './cosmosPartition.ts';
import { answerTo, patience, type Patience } from './patience.ts';
import { z } from 'zod';

const OperationRow = z.object({ id: z.string(), type: z.literal('operation') });

/**
 * The store over Cosmos DB. Every call names the partition key and asks for it in the query, and every row is checked.
 * @param withinMs a call with all its tries has succeeded or failed by then
 */
export function cosmosStore(
  client: CosmosClient,
  databaseId: string,
  withinMs = 4_500,
  patienceNow: () => Patience = () => patience(withinMs),
): Store {
  const container = (name: ContainerName): Container => client.database(databaseId).container(name);
  const address = (name: ContainerName, key: string): PartitionAddress => ({
    container: container(name),
    keyMember: containers[name].partitionKey,
    key,
    patience: patienceNow,
  });
  const partition = (name: ContainerName, key: string) => new CosmosPartition(address(name, key));
  return {
    by(deadline) {
      const given = patience(withinMs, deadline);
      return cosmosStore(client, databaseId, withinMs, () => given);
    },

    tenant: (tenantId) => partition('tenants', tenantId),
    pointers: (partnerTenantId) => partition('partners', partnerTenantId),
    operation: (operationId) => partition('operations', operationId),
    domain: (domain) => partition('domains', domain),

    ...acrossTenants(container('tenants'), containers.tenants.partitionKey, patienceNow),
    pointersAcross: acrossTenants(container('partners'), containers.partners.partitionKey, patienceNow),

    async operationsIdleSince(time, { after, top }) {
      const spec = {
        query:
          "SELECT TOP @top c.id, c.type FROM c WHERE c.type = 'operation' AND c.status IN ('notStarted', 'running') AND c.updatedAt <= @time AND c.id > @after ORDER BY c.id",
        parameters: [
          { name: '@top', value: top },
          { name: '@time', value: time.toISOString() },
          { name: '@after', value: after },
        ],
      };
      const { resources } = await answerTo(patienceNow(), (options) =>
        container('operations')
          .items.query<unknown>(spec, { maxItemCount: top, ...options })
          .fetchAll(),
      );
      return z
        .array(OperationRow)
        .parse(resources)
        .map(({ id }) => id);
    },

    async ping() {
      await answerTo(patienceNow(), (options) => container('tenants').read(options));
    },
  };
}
