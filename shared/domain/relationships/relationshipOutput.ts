import { z } from 'zod';
import type { Directory } from '../directory.ts';
import { MemberOutput } from '../member.ts';
import type { BaseContext } from '../operation.ts';
import { Scope } from '../scope.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { ChangeControl, primaryAdmins, RelationshipState, relationshipTag, type Relationship } from './relationship.ts';

/** A relationship as the customer sees it. */
export const RelationshipOutput = z.object({
  partnerId: z.string(),
  partnerDisplayName: z.string().optional(),
  state: RelationshipState,
  suspendedAt: z.iso.datetime().optional(),
  scope: Scope,
  changeControl: ChangeControl,
  invitationId: z.string(),
  primaryAdmins: z.array(MemberOutput),
  activatedAt: z.iso.datetime().optional(),
  terminatedAt: z.iso.datetime().optional(),
  etag: z.string(),
});
export type RelationshipOutput = z.output<typeof RelationshipOutput>;

/** The Primary admins carry the names that the partner's directory has for them. */
export async function relationshipOutput(
  relationship: Relationship,
  partnerDisplayName: string | undefined,
  directory: Directory,
): Promise<RelationshipOutput> {
  return {
    ...relationship,
    ...(partnerDisplayName === undefined ? {} : { partnerDisplayName }),
    primaryAdmins: await directory.named(relationship.partnerId, primaryAdmins(relationship)),
    etag: relationshipTag(relationship),
  };
}

/** As {@link relationshipOutput}, with the partner's name as it is registered now. */
export async function partnerOutput(
  relationship: Relationship,
  { store, directory }: Pick<BaseContext, 'store' | 'directory'>,
): Promise<RelationshipOutput> {
  const partner = await store.tenant(relationship.partnerId).read(Tenant, tenantDocumentId);
  return relationshipOutput(relationship, partner?.displayName, directory);
}
