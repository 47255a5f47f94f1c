import type { StoreCall } from '../../local/cosmos/storeCall.ts';
import { containers } from '../../shared/data/containers.ts';

/** What Azure Cosmos DB indexes whatever the policy says. */
const always: ReadonlySet<string> = new Set(['id', '_ts']);

/**
 * What a query filters or orders by and the container does not index: on the stand-in it works all the same, in Azure
 * Cosmos DB it reads the whole partition, or is refused where it orders.
 */
export function unindexedMember({ container, query }: StoreCall): string | undefined {
  if (!query) return undefined;
  const [, condition = ''] = /^SELECT .+? FROM c WHERE (.+)$/s.exec(query.text) ?? [];
  const indexed = new Map(Object.entries(containers)).get(container)?.indexed ?? [];
  const asked = [...condition.matchAll(/(\bFROM \w+ IN )?\bc\.([A-Za-z_][\w.]*)/g)].map(
    ([, ofList, member = '']) => member + (ofList === undefined ? '' : '[]'),
  );
  return asked.find((member) => !always.has(member) && !indexed.includes(member));
}
