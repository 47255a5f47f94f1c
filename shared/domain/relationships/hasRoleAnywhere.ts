import type { TenantContext } from '../operation.ts';
import { CustomerPointer } from '../pointers.ts';
import { partnerCustomers } from './partnerCustomers.ts';

const pageSize = 500;

/** Whether the caller has any role: in the own tenant, or at any customer of it as a partner. */
export async function hasRoleAnywhere(context: TenantContext): Promise<boolean> {
  if (context.administrator || context.tenantManager || context.ownAccess.grants.length > 0) return true;
  const pointers = context.store.pointers(context.actor.tenantId);
  for (let after: string | undefined; ;) {
    const page = await pointers.list(CustomerPointer, {
      where: [],
      orderBy: 'id',
      top: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    const customers = await partnerCustomers(
      context,
      page.map(({ customerId }) => customerId),
    );
    if (customers.some(({ access }) => access.grants.length > 0)) return true;
    if (page.length < pageSize) return false;
    after = page.at(-1)?.id;
  }
}
