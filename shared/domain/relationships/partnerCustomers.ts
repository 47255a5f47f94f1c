import { prepareAccess, type Access } from '../access/prepareAccess.ts';
import type { TenantContext } from '../operation.ts';
import { primaryAdminRole } from '../roles.ts';
import type { Stored } from '../store.ts';
import { isLive, Relationship, relationshipId } from './relationship.ts';

export interface PartnerCustomer {
  readonly customerId: string;
  readonly relationship: Stored<Relationship>;
  /** What the caller may do there. */
  readonly access: Access;
}

/**
 * The live relationships of the caller's tenant with these customers, read from the customers (R81), each with the
 * caller's access in it. Groups of all of them are looked up at once.
 */
export async function partnerCustomers(
  { store, actor, now, membershipOf }: TenantContext,
  customerIds: readonly string[],
): Promise<PartnerCustomer[]> {
  const found = await store.acrossTenants(Relationship, customerIds, [relationshipId(actor.tenantId)]);
  const live = found.filter((relationship) => relationship.partnerId === actor.tenantId && isLive(relationship));
  const members = live.flatMap(({ assignments }) => assignments.flatMap((assignment) => assignment.members));
  const { groups } = await membershipOf(actor, members);
  return live.map((relationship) => ({
    customerId: relationship.tenantId,
    relationship,
    access: prepareAccess(
      { userId: actor.objectId, groups },
      relationship,
      [primaryAdminRole],
      now,
      relationship.scope,
    ),
  }));
}
