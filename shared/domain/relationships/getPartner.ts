import type { CustomerContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import type { Partition, Stored } from '../store.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { Relationship, relationshipId } from './relationship.ts';
import { relationshipOutput, type RelationshipOutput } from './relationshipOutput.ts';

/** The customer's relationship with a partner, of now or of the past. @throws Refusal `notFound` */
export async function relationshipWith(customer: Partition, partnerId: string): Promise<Stored<Relationship>> {
  const relationship = await customer.read(Relationship, relationshipId(partnerId));
  if (!relationship) throw notFound();
  return relationship;
}

/** One partner of the customer. */
export async function getPartner(
  { partnerId }: { partnerId: string },
  { customer, store, directory }: CustomerContext,
): Promise<RelationshipOutput> {
  const relationship = await relationshipWith(customer, partnerId);
  const partner = await store.tenant(partnerId).read(Tenant, tenantDocumentId);
  return relationshipOutput(relationship, partner?.displayName, directory);
}
