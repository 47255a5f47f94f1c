import type { Change, CustomerContext } from '../operation.ts';
import type { Stored } from '../store.ts';
import { changeRelationship } from './changeRelationship.ts';
import type { Relationship } from './relationship.ts';
import { partnerOutput, type RelationshipOutput } from './relationshipOutput.ts';
import { relationshipWith } from './relationshipWith.ts';
import { relationshipLifecycle } from './relationshipLifecycle.ts';

/** Gives the partner back the access that it had before it was suspended (R32). */
export async function resumePartner(
  { partnerId }: { partnerId: string },
  context: CustomerContext,
): Promise<Change<RelationshipOutput>> {
  const relationship = await relationshipWith(context.customer, partnerId);
  const state = relationshipLifecycle.next('resume', relationship.state);
  const { suspendedAt: _, ...rest } = relationship;
  const active: Stored<Relationship> = { ...rest, state, changedAt: context.now.toISOString() };
  return changeRelationship(relationship, active, await partnerOutput(active, context));
}
