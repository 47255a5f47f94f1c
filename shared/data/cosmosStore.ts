import type { Container, CosmosClient } from '@azure/cosmos';
import type { Store } from '../domain/store.ts';
import { containers, type ContainerName } from './containers.ts';
import { CosmosPartition, parseRow, type PartitionAddress } from './cosmosPartition.ts';
import { querySpec } from './querySpec.ts';
import { attempt, storeDeadline } from './storeFailure.ts';
import { z } from 'zod';

/** More partitions in one query make its text too long; callers page. */
const maxTenantsPerQuery = 1000;

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

    async acrossTenants(schema, tenantIds, ids) {
      if (tenantIds.length === 0 || ids.length === 0) return [];
      if (tenantIds.length > maxTenantsPerQuery) throw new Error(`More than ${maxTenantsPerQuery} tenants in a query.`);
      const spec = querySpec(schema, 'tenantId', tenantIds, { where: [{ member: 'id', oneOf: ids }] });
      const { resources } = await attempt(() =>
        container('tenants')
          .items.query<Record<string, unknown>>(spec, { maxItemCount: maxTenantsPerQuery, ...storeDeadline() })
          .fetchAll(),
      );
      const asked = new Set(tenantIds);
      return resources.map((row) => {
        const tenantId = row['tenantId'];
        if (typeof tenantId !== 'string' || !asked.has(tenantId)) throw new Error('A row of another tenant came back.');
        return { ...parseRow(schema, row), tenantId };
      });
    },

    async operationsIdleSince(time, top) {
      const { resources } = await attempt(() =>
        container('operations')
          .items.query<unknown>(
            {
              query:
                "SELECT TOP @top c.id, c.type FROM c WHERE c.type = 'operation' AND c.status IN ('notStarted', 'running') AND c.updatedAt <= @time ORDER BY c.updatedAt",
              parameters: [
                { name: '@top', value: top },
                { name: '@time', value: time.toISOString() },
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
