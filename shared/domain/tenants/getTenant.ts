import type { z } from 'zod';
import type { OperatorContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import { Tenant, tenantDocumentId, tenantOutput, type TenantOutput } from './tenant.ts';

/** One registered tenant, for the operator. */
export async function getTenant(_: object, { customer }: OperatorContext): Promise<z.output<typeof TenantOutput>> {
  const tenant = await customer.read(Tenant, tenantDocumentId);
  if (!tenant) throw notFound();
  return tenantOutput(tenant);
}
