import type { AccessHolder } from '../access/prepareAccess.ts';
import type { CustomerContext } from '../operation.ts';
import type { RelationshipAccess } from '../relationships/relationshipAccess.ts';
import { customerRoles, primaryAdminRole, type Role } from '../roles.ts';
import { allRooms, type Scope } from '../scope.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';

/** What decides about the people of one tenant at the customer: its own people, or those of one partner. */
export interface Standing {
  /** Sorts the customer itself before all its partners. */
  readonly place: string;
  readonly tenantId: string;
  readonly side: 'customer' | 'partner';
  readonly holder: AccessHolder;
  readonly builtInRoles: readonly Role[];
  /** What any assignment reaches at most. */
  readonly boundary: Scope;
  /** What keeps all of them out, whatever their assignments say (R2, R30). */
  readonly closed: 'relationshipNotActive' | 'partnerNotOnboarded' | undefined;
}

/** The customer's own people. */
export const ownStanding = ({ customer, tenantAccess }: CustomerContext): Standing => ({
  place: '',
  tenantId: customer.key,
  side: 'customer',
  holder: tenantAccess,
  builtInRoles: customerRoles,
  boundary: allRooms,
  closed: undefined,
});

/** The people of these partners; whether each is onboarded is read from its own registration. */
export async function partnerStandings(
  relationships: readonly RelationshipAccess[],
  { store }: Pick<CustomerContext, 'store'>,
): Promise<Standing[]> {
  const partnerIds = relationships.map(({ partnerId }) => partnerId);
  const registered = partnerIds.length > 0 ? await store.acrossTenants(Tenant, partnerIds, [tenantDocumentId]) : [];
  const onboarded = new Set(registered.filter(({ partner }) => partner).map(({ tenantId }) => tenantId));
  return relationships.map((relationship) => ({
    place: relationship.id,
    tenantId: relationship.partnerId,
    side: 'partner',
    holder: relationship,
    builtInRoles: [primaryAdminRole],
    boundary: relationship.scope,
    closed: !onboarded.has(relationship.partnerId)
      ? 'partnerNotOnboarded'
      : relationship.state === 'active'
        ? undefined
        : 'relationshipNotActive',
  }));
}
