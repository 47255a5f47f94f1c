import { z } from 'zod';
import { grantOf, prepareAccess, type Access } from '../access/prepareAccess.ts';
import type { TenantContext } from '../operation.ts';
import type { Permission } from '../permissions.ts';
import { Relationship, relationshipId } from '../relationships/relationship.ts';
import { primaryAdminRole, RoleHolding } from '../roles.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { readApart } from './readApart.ts';

/** A customer of the caller's tenant at which the caller has one of the permissions that were asked for. */
export interface CustomerInReach {
  readonly customerId: string;
  readonly access: Access;
  readonly customerDisplayName: string;
}

/** As much of a relationship as decides who may (R8). */
const RelationshipAccess = Relationship.pick({ id: true, type: true, state: true, scope: true }).extend({
  partnerId: z.string(),
  ...RoleHolding.shape,
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
  const { found: active, failed } = await readApart(
    customerIds.map((customerId) => ({ customerId, where: [] })),
    async (parts) => {
      const tenantIds = parts.flatMap((part) => part.tenantIds);
      const found = await store.documentsAcross([RelationshipAccess, TenantName], tenantIds, ids);
      return found.flatMap((documents) => {
        const relationship = documents.of(RelationshipAccess);
        const counts = relationship?.partnerId === actor.tenantId && relationship.state === 'active';
        return counts ? [{ customerId: documents.tenantId, relationship, name: documents.of(TenantName) }] : [];
      });
    },
  );
  for (const [customerId, code] of failed) failures.set(customerId, code);
  const { groups, unknown } = await membership(
    active.flatMap(({ relationship }) => relationship.assignments.flatMap(({ members }) => members)),
  );
  const holdsAny = (access: Access) => permissions.some((permission) => grantOf(access, permission));
  return active.flatMap(({ customerId, relationship, name }) => {
    const { scope } = relationship;
    const accessIn = (known: Pick<ReadonlySet<string>, 'has'>) =>
      prepareAccess({ userId: actor.objectId, groups: known }, relationship, [primaryAdminRole], now, scope);
    const access = accessIn(groups);
    if (unknown && (administrator || tenantManager || access.grants.length > 0)) {
      const others = accessIn(everyGroup).grants.filter(
        ({ assignmentId }) => !access.grants.some((grant) => grant.assignmentId === assignmentId),
      );
      if (holdsAny({ ...access, grants: others })) failures.set(customerId, 'groupMembershipUnknown');
    }
    if (!holdsAny(access)) return [];
    if (!name) throw new Error(`The customer ${customerId} is not registered.`);
    return [{ customerId, access, customerDisplayName: name.displayName }];
  });
}
