import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { requireVersion, unchanged, type Change, type CustomerContext } from '../operation.ts';
import { changeRelationship } from './changeRelationship.ts';
import { ChangeControl, relationshipTag, type Relationship } from './relationship.ts';
import { relationshipLifecycle } from './relationshipLifecycle.ts';
import { relationshipWith } from './relationshipWith.ts';

/** Which kinds of change wait for the customer's word, with the relationship's version. */
export const PartnerChangeControl = z.object({ ...ChangeControl.shape, etag: z.string() });
type PartnerChangeControl = z.output<typeof PartnerChangeControl>;

const changeControlOf = (relationship: Relationship): PartnerChangeControl => ({
  ...relationship.changeControl,
  etag: relationshipTag(relationship),
});

/** What of the partner's changes waits for approval (R60). */
export async function getPartnerChangeControl(
  { partnerId }: { partnerId: string },
  { customer }: CustomerContext,
): Promise<PartnerChangeControl> {
  return changeControlOf(await relationshipWith(customer, partnerId));
}

/** Sets it as a whole: a kind that is left out is `auto`. */
export async function setPartnerChangeControl(
  { partnerId, ...changeControl }: ChangeControl & { partnerId: string },
  context: CustomerContext,
): Promise<Change<PartnerChangeControl>> {
  const relationship = await relationshipWith(context.customer, partnerId);
  requireVersion(context, relationshipTag(relationship));
  relationshipLifecycle.next('adjust', relationship.state);
  if (isDeepStrictEqual(relationship.changeControl, changeControl)) return unchanged(changeControlOf(relationship));
  const next = { ...relationship, changeControl, changedAt: context.now.toISOString() };
  return changeRelationship(relationship, next, changeControlOf(next));
}
