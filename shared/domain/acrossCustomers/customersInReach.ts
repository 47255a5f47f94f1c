import { z } from 'zod';
import { grantOf, prepareAccess, type Access } from '../access/prepareAccess.ts';
import type { Member } from '../member.ts';
import type { TenantContext } from '../operation.ts';
import type { Permission } from '../permissions.ts';
import { relationshipId } from '../relationships/relationship.ts';
import { RelationshipAccess } from '../relationships/relationshipAccess.ts';
import { primaryAdminRole } from '../roles.ts';
import type { TenantDocuments } from '../store.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { unnamed } from './completeness.ts';
import { readApart } from './readApart.ts';

/** A customer of the caller's tenant at which the caller has one of the permissions that were asked for. */
export interface CustomerInReach {
  readonly customerId: string;
  readonly access: Access;
  readonly customerDisplayName: string;
}

/** One of these permissions, or that the caller may see the customer at all (R5). */
type Wanted = readonly Permission[] | 'seesCustomer';

/** Only shown: the whole of a name was checked when it was written. */
const TenantName = Tenant.pick({ id: true, type: true }).extend({ displayName: z.string() });

const everyGroup = { has: () => true };

/**
 * Those of these customers with an active relationship in which the caller has one of the permissions, read from the
 * customers (R81): one query for up to 1,000 of them.
 *
 * @param failures gets the customers that can't be read right now, and those that the caller sees where a group that
 *   nobody can tell right now might give a permission (R42)
 */
export async function customersInReach(
  context: TenantContext,
  customerIds: readonly string[],
  permissions: Wanted,
  failures: Map<string, string>,
): Promise<CustomerInReach[]> {
  const { store, actor } = context;
  const ids = [relationshipId(actor.tenantId), tenantDocumentId];
  const { found, failed } = await readApart(
    customerIds.map((customerId) => ({ customerId, where: [] })),
    async (parts) => {
      const tenantIds = parts.flatMap((part) => part.tenantIds);
      const documents = await store.documentsAcross([RelationshipAccess, TenantName], tenantIds, ids);
      return judged(context, documents, permissions, failures);
    },
  );
  // Somebody without any role is told of no customer, not even by a fault (R5).
  const seesNames = context.administrator || context.tenantManager || found.length > 0;
  for (const [customerId, code] of failed) failures.set(seesNames ? customerId : unnamed, code);
  return found;
}

/** Of what one query found, so that of thousands of customers no more is kept than what follows from it. */
async function judged(
  { actor, now, membershipOf, administrator, tenantManager }: TenantContext,
  documents: readonly TenantDocuments[],
  permissions: Wanted,
  failures: Map<string, string>,
): Promise<CustomerInReach[]> {
  const active: [TenantDocuments, RelationshipAccess][] = [];
  const members: Member[] = [];
  for (const one of documents) {
    const relationship = one.of(RelationshipAccess);
    if (relationship?.partnerId !== actor.tenantId || relationship.state !== 'active') continue;
    active.push([one, relationship]);
    for (const assignment of relationship.assignments) members.push(...assignment.members);
  }
  const { groups, unknown } = await membershipOf(actor, members);
  const holdsAny = (access: Access) =>
    permissions === 'seesCustomer'
      ? administrator || tenantManager || access.grants.length > 0
      : permissions.some((permission) => grantOf(access, permission));
  const accessIn = (relationship: RelationshipAccess, known: Pick<ReadonlySet<string>, 'has'>) =>
    prepareAccess({ userId: actor.objectId, groups: known }, relationship, [primaryAdminRole], now, relationship.scope);

  const inReach: CustomerInReach[] = [];
  for (const [one, relationship] of active) {
    const customerId = one.tenantId;
    const access = accessIn(relationship, groups);
    if (unknown && (administrator || tenantManager || access.grants.length > 0)) {
      const others = accessIn(relationship, everyGroup).grants.filter(
        ({ assignmentId }) => !access.grants.some((grant) => grant.assignmentId === assignmentId),
      );
      if (others.length > 0 && holdsAny({ ...access, grants: others }))
        failures.set(customerId, 'groupMembershipUnknown');
    }
    if (!holdsAny(access)) continue;
    const tenant = one.of(TenantName);
    if (!tenant) throw new Error(`The customer ${customerId} is not registered.`);
    inReach.push({ customerId, access, customerDisplayName: tenant.displayName });
  }
  return inReach;
}
