import { groupMembership } from '../../shared/auth/groupMembership.ts';
import {
  grantOf,
  prepareAccess,
  unlimitedAccess,
  type Access,
  type Grant,
} from '../../shared/domain/access/prepareAccess.ts';
import { Guid } from '../../shared/domain/ids.ts';
import { Invitation, invitationClaimId } from '../../shared/domain/invitations/invitation.ts';
import { InvitationPointer } from '../../shared/domain/pointers.ts';
import type {
  BaseContext,
  CallerContext,
  GroupMembership,
  InvitedContext,
  OperatorContext,
  PartnerContext,
  TenantContext,
} from '../../shared/domain/operation.ts';
import { Permission, type BuiltInRoleId } from '../../shared/domain/permissions.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import { hasRoleAnywhere } from '../../shared/domain/relationships/hasRoleAnywhere.ts';
import { isLive, Relationship, relationshipId } from '../../shared/domain/relationships/relationship.ts';
import type { Partition } from '../../shared/domain/store.ts';
import { customerRoles, primaryAdminRole, type RoleHolder } from '../../shared/domain/roles.ts';
import { Tenant, TenantAccess, tenantAccessDocumentId, tenantDocumentId } from '../../shared/domain/tenants/tenant.ts';
import type { Route } from './route.ts';

/** App roles in the operator's tenant, and as which side whoever has one acts. */
const operatorRoles = {
  operator: { appRole: 'Platform.Operator', side: 'operator' },
  monitor: { appRole: 'Platform.Monitor', side: 'system' },
} as const;
const managedServiceAdministrator: BuiltInRoleId = 'managedServiceAdministrator';

/** A caller and the route that is asked, with the documents that the path names. */
export interface Ask {
  readonly route: Route;
  readonly principal: Principal;
  readonly parameters: Readonly<Record<string, string>>;
  /** Documents that the request will need from where it acts: read along with those that decide. */
  readonly alsoRead: readonly string[];
  readonly base: BaseContext;
}

/** A context of whichever audience: where it acts, as far as that is known. */
export type KnownContext = CallerContext & {
  readonly own?: Partition;
  readonly customer?: Partition;
  readonly grant?: Grant | undefined;
};

/**
 * Decides who may (R2-R9) and answers the context of the operation.
 *
 * @param known told as soon as the caller's tenant is known to have something to do where the request acts
 * @throws Refusal 403 or 404, as api.md's "Order of refusals" and "Existence" say
 */
export async function authorize(ask: Ask, known: (context: KnownContext) => void): Promise<KnownContext> {
  const { route, principal, base } = ask;
  if (route.audience === 'operator' || route.audience === 'monitor') {
    return authorizeOperator(ask, operatorRoles[route.audience], known);
  }
  if (principal.kind === 'application') throw denied();
  const { audience } = route;
  const actsAtHome = audience === 'customer' || audience === 'partner' || audience === 'everyone';
  const own = base.store.tenant(principal.tenantId);
  const atCustomer = audience === 'customerOfPartner' ? openCustomer(ask) : undefined;
  const [, customer] = await Promise.all([
    own.prefetch([tenantDocumentId, tenantAccessDocumentId, ...(actsAtHome ? ask.alsoRead : [])]),
    atCustomer,
  ]);
  const [tenant, tenantAccess] = [
    await own.read(Tenant, tenantDocumentId),
    await own.read(TenantAccess, tenantAccessDocumentId),
  ];
  const caller: CallerContext = { ...base, actor: principal, side: actsAtHome ? 'customer' : 'partner' };
  if (!tenant || !tenantAccess) {
    if (audience === 'everyone' && principal.tenantId === base.operatorTenantId) return caller;
    throw new Refusal('tenantNotRegistered', 'Your organisation is not registered with this service.');
  }
  if (audience !== 'customer' && audience !== 'everyone' && !tenant.partner) {
    throw new Refusal('partnerNotOnboarded', 'Your organisation is not an onboarded partner.');
  }

  const assigned = [
    ...tenantAccess.tenantManagers,
    ...[...tenantAccess.assignments, ...(customer?.relationship?.assignments ?? [])].flatMap(({ members }) => members),
  ];
  const membership = await groupMembership(principal, assigned, base.directory);
  const ownAccess = principal.globalAdministrator
    ? unlimitedAccess
    : accessAtHome(principal, tenantAccess, membership, base);
  const context: TenantContext = {
    ...caller,
    own,
    tenant,
    tenantAccess,
    ownAccess,
    administrator:
      principal.globalAdministrator || ownAccess.grants.some(({ roleId }) => roleId === managedServiceAdministrator),
    tenantManager: tenantAccess.tenantManagers.some(({ type, id }) =>
      type === 'user' ? id === principal.objectId : membership.groups.has(id),
    ),
    groupMembershipUnknown: membership.unknown,
    membership: (members) => groupMembership(principal, members, base.directory),
  };
  if (audience !== 'customerOfPartner' && audience !== 'invited') known(context);
  switch (audience) {
    case 'everyone':
      return context;
    case 'customer':
      return authorizeAtHome(ask, context);
    case 'partner':
      if (route.may === 'anyRole' ? !(await hasRoleAnywhere(context)) : !meets(route, context))
        throw deniedAtHome(ask, context);
      return context;
    case 'invited':
      if (!meets(route, context)) {
        const invited = route.audit ? await openInvitation(ask, context).catch(() => undefined) : undefined;
        if (invited && (await mayBeRecorded(invited, ask))) known(invited);
        throw deniedAtHome(ask, context);
      }
      return context;
    case 'customerOfPartner':
      return authorizeAtCustomer(ask, context, customer, membership, known);
    case 'anonymous':
      throw new Error('An anonymous route has no caller.');
  }
}

const denied = () => new Refusal('permissionDenied', 'You may not do this.');

/** Where a group might have given it and the directory could not be asked, the answer says so (R42). */
const deniedUnless = (might: boolean) =>
  might
    ? new Refusal('groupMembershipUnknown', 'Which groups you are in can not be found out right now; try again.')
    : denied();

/** Every group, for what might be if the caller were in all of them. */
const everyGroup = { has: () => true };

function deniedAtHome({ route, principal, base }: Ask, context: TenantContext): Refusal {
  if (!context.groupMembershipUnknown) return denied();
  const { may } = route;
  const access = accessAtHome(principal, context.tenantAccess, { groups: everyGroup, unknown: true }, base);
  const administrator = access.grants.some(({ roleId }) => roleId === managedServiceAdministrator);
  const manager = administrator || context.tenantAccess.tenantManagers.some(({ type }) => type === 'group');
  const permission = Permission.safeParse(may);
  if (permission.success) return deniedUnless(grantOf(access, permission.data) !== undefined);
  return deniedUnless(may === 'anyRole' || (may === 'administrator' ? administrator : manager));
}

async function authorizeOperator(
  { route, principal, parameters, base }: Ask,
  { appRole, side }: (typeof operatorRoles)[keyof typeof operatorRoles],
  known: (context: KnownContext) => void,
): Promise<OperatorContext> {
  const isOperator = principal.tenantId === base.operatorTenantId && principal.appRoles.includes(appRole);
  if (!isOperator) throw denied();
  const tenantId = Guid.safeParse(parameters['tenantId']);
  if (parameters['tenantId'] !== undefined && !tenantId.success) throw notFound();
  const context: OperatorContext = {
    ...base,
    actor: principal,
    side,
    customer: base.store.tenant(tenantId.data ?? base.operatorTenantId),
  };
  if (route.audit && (await context.customer.read(Tenant, tenantDocumentId))) known(context);
  return context;
}

function accessAtHome(
  principal: Principal,
  holder: RoleHolder,
  { groups }: GroupMembership,
  { now }: BaseContext,
): Access {
  return prepareAccess({ userId: principal.objectId, groups }, holder, customerRoles, now);
}

function meets({ may }: Route, { administrator, tenantManager }: TenantContext): boolean {
  switch (may) {
    case 'anyone':
      return true;
    case 'administrator':
      return administrator;
    case 'manager':
      return administrator || tenantManager;
    default:
      throw new Error(`Nobody of the own tenant is asked for ${may}.`);
  }
}

function authorizeAtHome(ask: Ask, context: TenantContext) {
  const { route } = ask;
  const permission = Permission.safeParse(route.may);
  const grant = permission.success ? grantOf(context.ownAccess, permission.data) : undefined;
  if (permission.success ? !grant : !meets(route, context)) throw deniedAtHome(ask, context);
  return { ...context, customer: context.own, access: context.ownAccess, grant };
}

/** Reads what decides at a customer. Nothing of the caller is known yet, and nothing is answered from it. */
async function openCustomer({ principal, parameters, base, alsoRead }: Ask) {
  const customerId = Guid.safeParse(parameters['customerId']);
  // Nobody manages their own tenant through the partner routes (R6).
  if (!customerId.success || customerId.data === principal.tenantId) return undefined;
  const partition = base.store.tenant(customerId.data);
  await partition.prefetch([relationshipId(principal.tenantId), tenantDocumentId, ...alsoRead]);
  return { partition, relationship: await partition.read(Relationship, relationshipId(principal.tenantId)) };
}

function authorizeAtCustomer(
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
  if (relationship.state !== 'active' && !route.inAnyState) {
    throw new Refusal('relationshipNotActive', `The relationship with this customer is ${relationship.state}.`);
  }
  const grant = opens(route, access, manages);
  if (!grant) {
    const potential = prepareAccess({ ...person, groups: everyGroup }, relationship, [primaryAdminRole], base.now);
    const groupManages = context.tenantAccess.tenantManagers.some(({ type }) => type === 'group');
    throw deniedUnless(membership.unknown && Boolean(opens(route, potential, groupManages)));
  }
  // Nothing yet keeps a change until the customer has approved it, so one that needs approval is not made at all (R61).
  if (route.changeKind && relationship.changeControl[route.changeKind] === 'manual') throw denied();
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

/**
 * Opens the customer whose invitation the path names, once the request itself is known to be right. The pointer is a
 * hint; what decides is read from the customer (R81).
 * @throws Refusal `notFound` when this partner has no such invitation
 */
export async function openInvitation(
  { base, parameters, alsoRead }: Ask,
  context: TenantContext,
): Promise<InvitedContext> {
  const partnerId = context.actor.tenantId;
  const pointer = await base.store.pointers(partnerId).read(InvitationPointer, parameters['invitationId'] ?? '');
  if (!pointer) throw notFound();
  const customer = base.store.tenant(pointer.customerId);
  await customer.prefetch([
    ...alsoRead,
    tenantDocumentId,
    tenantAccessDocumentId,
    relationshipId(partnerId),
    invitationClaimId(partnerId),
  ]);
  return { ...context, customer };
}

/**
 * Whether a refused attempt at an invitation may be written into the customer's log: only by somebody of a partner
 * with a relationship there, or an invitation that is pending or has merely expired (R90).
 */
export async function mayBeRecorded({ customer, actor }: InvitedContext, { parameters }: Ask): Promise<boolean> {
  const relationship = await customer.read(Relationship, relationshipId(actor.tenantId));
  if (relationship && isLive(relationship)) return true;
  const invitation = await customer.read(Invitation, parameters['invitationId'] ?? '');
  return invitation?.status === 'pending';
}
