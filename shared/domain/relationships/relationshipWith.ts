import { notFound } from '../refusal.ts';
import type { Partition, Stored } from '../store.ts';
import { Relationship, relationshipId } from './relationship.ts';

/** The customer's relationship with a partner, of now or of the past. @throws Refusal `notFound` */
export async function relationshipWith(customer: Partition, partnerId: string): Promise<Stored<Relationship>> {
  const relationship = await customer.read(Relationship, relationshipId(partnerId));
  if (!relationship) throw notFound();
  return relationship;
}
