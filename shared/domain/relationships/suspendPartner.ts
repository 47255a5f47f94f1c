import type { Change, CustomerContext } from '../operation.ts';
import type { Stored } from '../store.ts';
import { changeRelationship } from './changeRelationship.ts';
import type { Relationship } from './relationship.ts';
import { partnerOutput, type RelationshipOutput } from './relationshipOutput.ts';
import { relationshipWith } from './relationshipWith.ts';
import { relationshipLifecycle } from './relationshipLifecycle.ts';

/** Stops all access of the partner, with the next request of anybody, and keeps everything as it is (R32). */
export async function suspendPartner(
  { partnerId }: { partnerId: string },
  context: CustomerContext,
): Promise<Change<RelationshipOutput>> {
  const relationship = await relationshipWith(context.customer, partnerId);
  const state = relationshipLifecycle.next('suspend', relationship.state);
  const now = context.now.toISOString();
  const suspended: Stored<Relationship> = { ...relationship, state, suspendedAt: now, changedAt: now };
  return changeRelationship(relationship, suspended, await partnerOutput(suspended, context));
}
