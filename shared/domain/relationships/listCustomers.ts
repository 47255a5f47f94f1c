import { z } from 'zod';
import { commaList } from '../commaList.ts';
import { listPage } from '../listPage.ts';
import type { ListPage, TenantContext } from '../operation.ts';
import { CustomerPointer } from '../pointers.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { folded } from '../text.ts';
import { customerOutput, type CustomerOutput } from './customerOutput.ts';
import { partnerCustomers } from './partnerCustomers.ts';

export const ListCustomers = z.object({
  state: commaList(['activating', 'active', 'suspended']).optional(),
  search: z.string().max(256).optional(),
});

/**
 * The partner's customers: all of them for GA, MSA and Tenant managers, for others those where they have a role (R5).
 * A page may be short, as names and states are the customers' and not the pointers' (R80, R81).
 */
export async function listCustomers(
  { state, search }: z.output<typeof ListCustomers>,
  context: TenantContext,
): Promise<ListPage<CustomerOutput>> {
  const { store, actor, administrator, tenantManager } = context;
  const { rows, next } = await listPage(store.pointers(actor.tenantId), CustomerPointer, context, [], { byKey: true });
  const customerIds = rows.map(({ customerId }) => customerId);
  const [customers, tenants] = await Promise.all([
    partnerCustomers(context, customerIds),
    store.acrossTenants(Tenant, customerIds, [tenantDocumentId]),
  ]);
  const sought = search === undefined ? undefined : folded(search);
  return {
    rows: rows.flatMap(({ customerId }) => {
      const customer = customers.find((one) => one.customerId === customerId);
      const tenant = tenants.find(({ tenantId }) => tenantId === customerId);
      if (!customer || !tenant) return [];
      const { relationship, access } = customer;
      const seen = administrator || tenantManager || access.grants.length > 0;
      const wanted =
        (state === undefined || state.some((one) => one === relationship.state)) &&
        (sought === undefined || folded(tenant.displayName).includes(sought) || tenant.defaultDomain.includes(sought));
      return seen && wanted ? [customerOutput(tenant, relationship, access)] : [];
    }),
    ...(next === undefined ? {} : { next }),
  };
}
