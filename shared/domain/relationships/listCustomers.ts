import { z } from 'zod';
import { commaList } from '../commaList.ts';
import { listPage } from '../listPage.ts';
import type { ListPage, TenantContext } from '../operation.ts';
import { CustomerPointer } from '../pointers.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { folded } from '../text.ts';
import { customerOutput, type CustomerOutput } from './customerOutput.ts';
import { partnerCustomers } from './partnerCustomers.ts';

/** Who sees few of many customers: so many pointers at a time. */
const pointersToLookThrough = 200;

export const ListCustomers = z.object({
  state: commaList(['activating', 'active', 'suspended']).optional(),
  search: z.string().max(256).optional(),
});

/** So many pages of pointers are looked through for one page of the answer. */
const maxPages = 100;

/**
 * The partner's customers: all of them for GA, MSA and Tenant managers, for others those where they have a role (R5).
 * Pointers are read on until the page is full, so that how many there are is not told by empty pages.
 */
export async function listCustomers(
  filters: z.output<typeof ListCustomers>,
  context: TenantContext,
): Promise<ListPage<CustomerOutput>> {
  const { top } = context.page;
  const seesAll = context.administrator || context.tenantManager;
  const pointersAtOnce = seesAll ? top + 1 : pointersToLookThrough;
  const found: CustomerOutput[] = [];
  let { after } = context.page;
  for (let pages = 0; pages < maxPages; pages++) {
    const { rows, next } = await customersAmongPointers(filters, { ...context, page: { top: pointersAtOnce, after } });
    for (const { key, customer } of rows) {
      if (found.length === top) return { rows: found, next: after ?? '' };
      found.push(customer);
      after = key;
    }
    if (next === undefined) return { rows: found };
    after = next;
  }
  return { rows: found, ...(after === undefined ? {} : { next: after }) };
}

/** The customers behind one page of pointers, each with the key of its pointer. */
async function customersAmongPointers(
  { state, search }: z.output<typeof ListCustomers>,
  context: TenantContext,
): Promise<ListPage<{ key: string; customer: CustomerOutput }>> {
  const { store, actor, administrator, tenantManager } = context;
  const { rows, next } = await listPage(store.pointers(actor.tenantId), CustomerPointer, context, [], { byKey: true });
  const customerIds = rows.map(({ customerId }) => customerId);
  const [customers, tenants] = await Promise.all([
    partnerCustomers(context, customerIds),
    store.acrossTenants(Tenant, customerIds, [tenantDocumentId]),
  ]);
  const sought = search === undefined ? undefined : folded(search);
  return {
    rows: rows.flatMap(({ customerId, sortKey }) => {
      const customer = customers.find((one) => one.customerId === customerId);
      const tenant = tenants.find(({ tenantId }) => tenantId === customerId);
      if (!customer || !tenant) return [];
      const { relationship, access } = customer;
      const seen = administrator || tenantManager || access.grants.length > 0;
      const wanted =
        (state === undefined || state.some((one) => one === relationship.state)) &&
        (sought === undefined || folded(tenant.displayName).includes(sought) || tenant.defaultDomain.includes(sought));
      return seen && wanted ? [{ key: sortKey, customer: customerOutput(tenant, relationship, access) }] : [];
    }),
    ...(next === undefined ? {} : { next }),
  };
}
