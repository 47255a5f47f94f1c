import { grantOf, prepareAccess, type Access } from '../../shared/domain/access/prepareAccess.ts';
import { customerOfChangeRequest } from '../../shared/domain/changeRequests/changeRequest.ts';
import { Guid } from '../../shared/domain/ids.ts';
import type { GroupMembership, PartnerContext, TenantContext } from '../../shared/domain/operation.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import { isLive, Relationship, relationshipId } from '../../shared/domain/relationships/relationship.ts';
import { relationshipLifecycle } from '../../shared/domain/relationships/relationshipLifecycle.ts';
import { primaryAdminRole } from '../../shared/domain/roles.ts';
import { tenantDocumentId } from '../../shared/domain/tenants/tenant.ts';
import type { Ask, KnownContext } from './ask.ts';
import { deniedUnless, everyGroup } from './denied.ts';
import type { Route } from './route.ts';

/** Reads what decides at a customer. Nothing of the caller is known yet, and nothing is answered from it. */
export async function openCustomer({ principal, parameters, base, alsoRead }: Ask) {
  const { customerId: named, changeRequestId = '' } = parameters;
  const customerId = Guid.safeParse(named ?? customerOfChangeRequest(changeRequestId));
  // Nobody manages their own tenant through the partner routes (R6).
  if (!customerId.success || customerId.data === principal.tenantId) return undefined;
  const partition = base.store.tenant(customerId.data);
  await partition.prefetch([relationshipId(principal.tenantId), tenantDocumentId, ...alsoRead]);
  return { partition, relationship: await partition.read(Relationship, relationshipId(principal.tenantId)) };
}

/**
 * Decides at the customer in the path: whether it is there for the caller at all (404), whether the relationship is active,
 * and what one assignment gives (403).
 */
export function authorizeAtCustomer(
  { route, principal, base }: Ask,
  context: TenantContext,
  customer: Awaited<ReturnType<typeof openCustomer>>,
  membership: GroupMembership,
  known: (context: KnownContext) => void,
): PartnerContext {
  if (!customer?.relationship || !isLive(customer.relationship)) throw notFound();
  const { partition, relationship } = customer;
  const person = { userId: principal.objectId, groups: membership.groups };
  const access = prepareAccess(person, relationship, [primaryAdminRole], base.now, relationship.scope);
  known({ ...context, customer: partition });
  const manages = context.administrator || context.tenantManager;
  if (!manages && access.grants.length === 0) throw notFound();
  if (!route.inAnyState) relationshipLifecycle.next('use', relationship.state);
  const grant = opens(route, access, manages);
  if (!grant) {
    const potential = prepareAccess({ ...person, groups: everyGroup }, relationship, [primaryAdminRole], base.now);
    const groupManages = context.tenantAccess.tenantManagers.some(({ type }) => type === 'group');
    throw deniedUnless(membership.unknown && Boolean(opens(route, potential, groupManages)));
  }
  return {
    ...context,
    customer: partition,
    relationship,
    access,
    grant: grant === true ? undefined : grant,
  };
}

/** The assignment that opens the route, or true where no assignment is needed. */
function opens({ may }: Route, access: Access, manages: boolean) {
  const primaryAdmin = access.grants.find(({ roleId }) => roleId === primaryAdminRole.id);
  switch (may) {
    case 'seesCustomer':
      return access.grants[0] ?? true;
    case 'primaryAdmin':
      return primaryAdmin;
    case 'delegatesAdmins':
      return grantOf(access, 'roles.modify') ?? manages;
    case 'seesAdmins':
      return grantOf(access, 'roles.view') ?? grantOf(access, 'roles.modify') ?? manages;
    case 'administrator':
    case 'manager':
    case 'anyRole':
    case 'anyone':
      throw new Error(`At a customer nobody is asked for ${may}.`);
    default:
      return grantOf(access, may);
  }
}
