import type { CustomerContext } from '../operation.ts';
import { partnerOutput, type RelationshipOutput } from './relationshipOutput.ts';
import { relationshipWith } from './relationshipWith.ts';

/** One partner of the customer. */
export async function getPartner(
  { partnerId }: { partnerId: string },
  context: CustomerContext,
): Promise<RelationshipOutput> {
  return partnerOutput(await relationshipWith(context.customer, partnerId), context);
}
