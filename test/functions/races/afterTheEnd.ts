import type { Body } from '../../support/caller.ts';
import type { Relation } from '../../support/relationship.ts';
import type { World } from '../../support/world.ts';

interface Told {
  readonly activity: { readonly category: string; readonly operation: string; readonly resultStatus: string };
  readonly side: string;
  readonly changes?: readonly { readonly path: string; readonly to?: unknown }[];
}

/** What takes a partner's access away, as the log tells it. */
const takes = ({ activity: { category, operation }, changes = [] }: Told) =>
  category === 'Relationship' &&
  (operation === 'Delete' || changes.some(({ path, to }) => path === '/state' && to === 'suspended'));

/** Changes of the partner's people that were committed after their access had ended. */
export function changesAfterTheEnd(world: World, { customer }: Pick<Relation, 'customer'>): Told[] {
  const events = world.product.store
    .inspect('tenants', customer.tenantId)
    .filter(({ type }) => type === 'auditEvent') as unknown as Told[];
  // Documents are told in the order in which they were committed; their own times are of the decision.
  const succeeded = events.filter(({ activity }) => activity.resultStatus === 'Successful');
  const ended = succeeded.findIndex(takes);
  return ended < 0 ? [] : succeeded.slice(ended + 1).filter(({ side }) => side === 'partner');
}

/** A document of a kind, as it is stored. */
export const storedOne = (world: World, { customer }: Pick<Relation, 'customer'>, type: string): Body | undefined =>
  world.product.store.inspect('tenants', customer.tenantId).find((one) => one['type'] === type) as Body | undefined;
