import type { StoreCall } from '../../local/cosmos/storeCall.ts';

const keyMembers: Readonly<Record<string, string>> = {
  tenants: 'tenantId',
  partners: 'partnerTenantId',
  domains: 'id',
};

/**
 * Whether a call of the store could have seen tenants that it did not name: it must carry the partition key, and a
 * query the predicate on it too; a query over several tenants names each of them.
 */
export function unscopedCall({ kind, container, partitionKey, query }: StoreCall): boolean {
  // Workflow status is no tenant's: ids, states and times. The repair looks for those that stand still.
  if (container === 'operations') return false;
  const member = keyMembers[container];
  if (member === undefined) return true;
  if (kind !== 'query') return partitionKey === undefined || partitionKey === '';
  if (!query) return true;
  // The SDK puts the condition in brackets where it asks each physical range and merges by itself.
  const condition = new RegExp(`^SELECT .+ FROM c WHERE \\(?c\\.${member} (= @\\w+|IN \\(@\\w+(, @\\w+)*\\))( AND |$)`);
  const [, predicate = ''] = condition.exec(query.text) ?? [];
  const named = [...predicate.matchAll(/@\w+/g)].map(([name]) => query.parameters[name]);
  if (named.length === 0 || named.some((value) => typeof value !== 'string' || value === '')) return true;
  return predicate.startsWith('=') ? partitionKey !== named[0] && partitionKey !== undefined : false;
}
