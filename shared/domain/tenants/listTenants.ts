import type { z } from 'zod';
import { listPage } from '../listPage.ts';
import type { ListPage, OperatorContext } from '../operation.ts';
import { RegisteredTenant } from './registeredTenant.ts';
import { Tenant, tenantDocumentId, tenantOutput, type TenantOutput } from './tenant.ts';

/** The registered tenants, in the order of their registration. */
export async function listTenants(
  _: object,
  context: OperatorContext,
): Promise<ListPage<z.output<typeof TenantOutput>>> {
  const { customer, store } = context;
  const { rows, next } = await listPage(customer, RegisteredTenant, context, [], { byKey: true });
  const tenants = await store.acrossTenants(
    Tenant,
    rows.map(({ registered }) => registered),
    [tenantDocumentId],
  );
  const byId = new Map(tenants.map((tenant) => [tenant.tenantId, tenant]));
  return {
    rows: rows.flatMap(({ registered }) => {
      const tenant = byId.get(registered);
      return tenant ? [tenantOutput(tenant)] : [];
    }),
    ...(next === undefined ? {} : { next }),
  };
}
