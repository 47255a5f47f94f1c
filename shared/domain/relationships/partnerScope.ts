import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { requireVersion, unchanged, type Change, type CustomerContext } from '../operation.ts';
import type { Scope } from '../scope.ts';
import { expectScopeExists } from '../scopeReferences.ts';
import { changeRelationship } from './changeRelationship.ts';
import { relationshipTag, type Relationship } from './relationship.ts';
import { relationshipLifecycle } from './relationshipLifecycle.ts';
import { relationshipWith } from './relationshipWith.ts';

/** The scope of a relationship, with the relationship's version. */
export const PartnerScope = z.object({
  kind: z.enum(['allRooms', 'selected']),
  roomIds: z.array(z.string()).optional(),
  roomGroupIds: z.array(z.string()).optional(),
  etag: z.string(),
});
type PartnerScope = z.output<typeof PartnerScope>;

const scopeOf = (relationship: Relationship): PartnerScope => ({
  ...relationship.scope,
  etag: relationshipTag(relationship),
});

/** What the partner reaches at most. */
export async function getPartnerScope(
  { partnerId }: { partnerId: string },
  { customer }: CustomerContext,
): Promise<PartnerScope> {
  return scopeOf(await relationshipWith(customer, partnerId));
}

/** Changes what the partner reaches; assignments that reach further reach no further than this (R33). */
export async function setPartnerScope(
  { partnerId, ...scope }: Scope & { partnerId: string },
  context: CustomerContext,
): Promise<Change<PartnerScope>> {
  const relationship = await relationshipWith(context.customer, partnerId);
  requireVersion(context, relationshipTag(relationship));
  relationshipLifecycle.next('adjust', relationship.state);
  await expectScopeExists(context.customer, scope);
  if (isDeepStrictEqual(relationship.scope, scope)) return unchanged(scopeOf(relationship));
  const next = { ...relationship, scope, changedAt: context.now.toISOString() };
  // No group that the scope names may go while this is committed.
  return changeRelationship(relationship, next, scopeOf(next), [{ unchanged: context.tenantAccess }]);
}
