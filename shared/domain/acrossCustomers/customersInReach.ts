import { grantOf, prepareAccess, type Access } from '../access/prepareAccess.ts';
import type { TenantContext } from '../operation.ts';
import type { Permission } from '../permissions.ts';
import { Relationship, relationshipId } from '../relationships/relationship.ts';
import { primaryAdminRole } from '../roles.ts';
import type { TenantDocuments } from '../store.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { readApart } from './readApart.ts';

/** A customer of the caller's tenant at which the caller has one of the permissions that were asked for. */
export interface CustomerInReach {
  readonly customerId: string;
  readonly access: Access;
  readonly customerDisplayName: () => string;
}

/** As much of a relationship as decides who may (R8). */
const RelationshipAccess = Relationship.pick({
  id: true,
  type: true,
  partnerId: true,
  state: true,
  scope: true,
  roles: true,
  assignments: true,
});

const TenantName = Tenant.pick({ id: true, type: true, displayName: true });

const everyGroup = { has: () => true };

/**
 * Those of these customers with an active relationship in which the caller has one of the permissions, read from the
 * customers (R81): one query for up to 1,000 of them.
 *
 * @param failures gets the customers that can't be read right now, and those that the caller sees where a group that
 *   nobody can tell right now might give a permission (R42)
 */
export async function customersInReach(
  { store, actor, now, membership, administrator, tenantManager }: TenantContext,
  customerIds: readonly string[],
  permissions: readonly Permission[],
  failures: Map<string, string>,
): Promise<CustomerInReach[]> {
  const ids = [relationshipId(actor.tenantId), tenantDocumentId];
  const { found, failed } = await readApart(
    customerIds.map((customerId) => ({ customerId, where: [] })),
    (parts) =>
      store.documentsAcross(
        [RelationshipAccess, TenantName],
        parts.flatMap(({ tenantIds }) => tenantIds),
        ids,
      ),
  );
  for (const [customerId, code] of failed) failures.set(customerId, code);
  const active = found.flatMap((documents) => {
    const relationship = documents.of(RelationshipAccess);
    const counts = relationship?.partnerId === actor.tenantId && relationship.state === 'active';
    return counts ? [{ documents, relationship }] : [];
  });
  const { groups, unknown } = await membership(
    active.flatMap(({ relationship }) => relationship.assignments.flatMap(({ members }) => members)),
  );
  const holdsAny = (access: Access) => permissions.some((permission) => grantOf(access, permission));
  return active.flatMap(({ documents, relationship }) => {
    const { scope } = relationship;
    const accessIn = (known: Pick<ReadonlySet<string>, 'has'>) =>
      prepareAccess({ userId: actor.objectId, groups: known }, relationship, [primaryAdminRole], now, scope);
    const access = accessIn(groups);
    const customerId = documents.tenantId;
    if (unknown && (administrator || tenantManager || access.grants.length > 0)) {
      const others = accessIn(everyGroup).grants.filter(
        ({ assignmentId }) => !access.grants.some((grant) => grant.assignmentId === assignmentId),
      );
      if (holdsAny({ ...access, grants: others })) failures.set(customerId, 'groupMembershipUnknown');
    }
    if (!holdsAny(access)) return [];
    return [{ customerId, access, customerDisplayName: () => nameIn(documents) }];
  });
}

function nameIn(documents: TenantDocuments): string {
  const tenant = documents.of(TenantName);
  if (!tenant) throw new Error(`The customer ${documents.tenantId} is not registered.`);
  return tenant.displayName;
}
