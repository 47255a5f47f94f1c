import { Guid } from '../ids.ts';
import type { CustomerContext } from '../operation.ts';
import type { BuiltInRoleId, Permission } from '../permissions.ts';
import { notFound, Refusal } from '../refusal.ts';
import { replaceRelationship } from '../relationships/fence.ts';
import { Relationship, relationshipId } from '../relationships/relationship.ts';
import { relationshipLifecycle } from '../relationships/relationshipLifecycle.ts';
import { customerRoles, primaryAdminRole, type CustomRole, type Role, type RoleHolder } from '../roles.ts';
import type { Stored, Write } from '../store.ts';
import type { TenantAccess } from '../tenants/tenant.ts';

/** Somebody at a customer's own roles, or at those of the own relationship with a customer. */
export type RolesContext = CustomerContext & { readonly relationship?: Stored<Relationship> };

/** The roles and assignments that a request is about: those of the customer's own people, or of one partner's (R12). */
export interface RoleHolding {
  /** Where they are stored: one version guards every invariant among them. */
  readonly document: Stored<TenantAccess> | Stored<Relationship>;
  readonly builtInRoles: readonly Role[];
  /** The tenant whose users and groups are the members (R41). */
  readonly tenantId: string;
  /** The permissions that its custom roles stay within (R11). */
  readonly limit: readonly Permission[] | undefined;
}

/** The built-in role that only GA and MSA give, change and take (R3). */
export const administratorRoleId: BuiltInRoleId = 'managedServiceAdministrator';

/**
 * The role holding of a request: of the caller's own side, or of the partner that the customer's path names.
 * @throws Refusal `notFound` when the customer never had a relationship with that partner
 */
export async function roleHoldingOf(context: RolesContext, partnerId?: string): Promise<RoleHolding> {
  const { relationship, tenantAccess, actor, customer } = context;
  if (relationship) return partnersHolding(relationship, actor.tenantId);
  if (partnerId === undefined) {
    return { document: tenantAccess, builtInRoles: customerRoles, tenantId: actor.tenantId, limit: undefined };
  }
  const named = Guid.safeParse(partnerId).success
    ? await customer.read(Relationship, relationshipId(partnerId))
    : undefined;
  if (!named) throw notFound();
  return partnersHolding(named, partnerId);
}

const partnersHolding = (document: Stored<Relationship>, tenantId: string): RoleHolding => ({
  document,
  builtInRoles: [primaryAdminRole],
  tenantId,
  limit: primaryAdminRole.permissions,
});

/** All roles of a holding, the built-in ones first. */
export const rolesOf = ({ builtInRoles, document }: RoleHolding): (Role | CustomRole)[] => [
  ...builtInRoles,
  ...document.roles,
];

export const isBuiltIn = (role: Role | CustomRole): role is Role => 'kind' in role;

/** @throws Refusal `notFound` */
export function roleIn(holding: RoleHolding, roleId: string): Role | CustomRole {
  const role = rolesOf(holding).find(({ id }) => id === roleId);
  if (!role) throw notFound();
  return role;
}

/** Built-in roles, and the assignment of Primary admin, are as they are (R7, R13). */
export const builtInRole = () => new Refusal('builtInRole', 'What is built in can not be changed like this.');

/** Roles and assignments of a relationship that has ended, or is ending, are the clean-up's to take away (R31). */
export function expectNotEnded({ document }: RoleHolding): void {
  if (document.type === 'relationship') relationshipLifecycle.next('adjust', document.state);
}

const maxRoles = 200;
const maxAssignments = 500;
/** Two such documents and the events fit one batch of the store, which takes 2 MB. */
const maxBytes = 900_000;

/**
 * The writes that store these roles and assignments in place of those that were read.
 * @throws Refusal `invalidRequest` when it grows beyond what one holding takes
 */
export function replaceHeld({ document }: RoleHolding, held: Partial<RoleHolder>): Write[] {
  const next = { ...document, ...held };
  const full =
    next.roles.length > Math.max(maxRoles, document.roles.length) ||
    next.assignments.length > Math.max(maxAssignments, document.assignments.length) ||
    bytesOf(next) > Math.max(maxBytes, bytesOf(document));
  if (full) {
    throw new Refusal(
      'invalidRequest',
      `There is room for ${maxRoles} custom roles and ${maxAssignments} assignments, of ${maxBytes} bytes together.`,
    );
  }
  return document.type === 'relationship'
    ? replaceRelationship(document, { ...document, ...held })
    : [{ replace: next }];
}

const bytesOf = (document: object) => new TextEncoder().encode(JSON.stringify(document)).length;
