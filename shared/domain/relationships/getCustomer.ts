import type { PartnerContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { customerOutput, type CustomerOutput } from './customerOutput.ts';

/** One customer of the partner: its metadata. */
export async function getCustomer(
  _: object,
  { customer, relationship, access }: PartnerContext,
): Promise<CustomerOutput> {
  const tenant = await customer.read(Tenant, tenantDocumentId);
  if (!tenant) throw notFound();
  return customerOutput(tenant, relationship, access);
}
