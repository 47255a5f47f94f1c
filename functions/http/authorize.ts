import { monitorAppRole, operatorAppRole } from '../../shared/auth/applicationRoles.ts';
import { groupMembership } from '../../shared/auth/groupMembership.ts';
import { grantOf, prepareAccess, unlimitedAccess, type Access } from '../../shared/domain/access/prepareAccess.ts';
import { Guid } from '../../shared/domain/ids.ts';
import type {
  BaseContext,
  CallerContext,
  GroupMembership,
  OperatorContext,
  TenantContext,
} from '../../shared/domain/operation.ts';
import { Permission, type BuiltInRoleId } from '../../shared/domain/permissions.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import { isLive } from '../../shared/domain/relationships/relationship.ts';
import { hasRoleAnywhere } from '../../shared/domain/relationships/hasRoleAnywhere.ts';
import { customerRoles, type RoleHolder } from '../../shared/domain/roles.ts';
import { Tenant, TenantAccess, tenantAccessDocumentId, tenantDocumentId } from '../../shared/domain/tenants/tenant.ts';
import type { Ask, KnownContext } from './ask.ts';
import { authorizeAtCustomer, openCustomer } from './authorizeAtCustomer.ts';
import { denied, deniedUnless, everyGroup } from './denied.ts';
import { mayBeRecorded, openInvitation } from './openInvitation.ts';
import type { Route } from './route.ts';

/** App roles in the operator's tenant, and as which side whoever has one acts. */
const operatorRoles = {
  operator: { appRole: operatorAppRole, side: 'operator' },
  monitor: { appRole: monitorAppRole, side: 'system' },
} as const;
const managedServiceAdministrator: BuiltInRoleId = 'managedServiceAdministrator';

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
  const { audience } = route;
  const actsAtHome = audience === 'customer' || audience === 'partner' || audience === 'everyone';
  const own = base.store.tenant(principal.tenantId);
  const caller: CallerContext = { ...base, actor: principal, side: actsAtHome ? 'customer' : 'partner' };
  if (principal.kind === 'application') {
    if (route.audit && (await own.read(Tenant, tenantDocumentId))) await recordable(ask, { ...caller, own }, known);
    throw denied();
  }
  const atCustomer = audience === 'customerOfPartner' ? openCustomer(ask) : undefined;
  const [, opened] = await Promise.all([
    own.prefetch([tenantDocumentId, tenantAccessDocumentId, ...(actsAtHome ? ask.alsoRead : [])]),
    atCustomer,
  ]);
  const [tenant, tenantAccess] = [
    await own.read(Tenant, tenantDocumentId),
    await own.read(TenantAccess, tenantAccessDocumentId),
  ];
  if (!tenant || !tenantAccess) {
    if (audience === 'everyone' && principal.tenantId === base.operatorTenantId) return caller;
    throw new Refusal('tenantNotRegistered', 'Your organisation is not registered with this service.');
  }
  if (audience !== 'customer' && audience !== 'everyone' && !tenant.partner) {
    if (route.audit) await recordable(ask, { ...caller, own }, known);
    throw new Refusal('partnerNotOnboarded', 'Your organisation is not an onboarded partner.');
  }

  const assigned = [
    ...tenantAccess.tenantManagers,
    ...[...tenantAccess.assignments, ...(opened?.relationship?.assignments ?? [])].flatMap(({ members }) => members),
  ];
  const membership = await groupMembership(principal, assigned, base.directory);
  // The directory may have taken seconds: what decides is read again, so that no right outlives its end by them (R31).
  const customer = opened && !principal.groups ? await openCustomer(ask) : opened;
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
    membershipOf: (person, members) => groupMembership(person, members, base.directory),
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
        if (route.audit) await recordable(ask, context, known);
        throw deniedAtHome(ask, context);
      }
      return context;
    case 'customerOfPartner':
      return authorizeAtCustomer(ask, context, customer, membership, known);
    case 'anonymous':
      throw new Error('An anonymous route has no caller.');
  }
}

/**
 * Tells where an attempt is recorded of somebody of a registered tenant who is refused before that place was opened (R90):
 * at home, or at a customer with which the tenant has a relationship or an open invitation.
 */
async function recordable(
  ask: Ask,
  context: CallerContext & Pick<TenantContext, 'own'>,
  known: (context: KnownContext) => void,
): Promise<void> {
  const { audience } = ask.route;
  if (audience === 'invited') {
    const invited = await openInvitation(ask, context).catch(unlessNotFound);
    if (invited && (await mayBeRecorded(invited, ask))) known(invited);
  } else if (audience === 'customerOfPartner') {
    const opened = await openCustomer(ask);
    if (opened?.relationship && isLive(opened.relationship)) known({ ...context, customer: opened.partition });
  } else {
    known(context);
  }
}

function unlessNotFound(error: unknown): undefined {
  if (!(error instanceof Refusal && error.code === 'notFound')) throw error;
}

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
  const tenantId = Guid.safeParse(parameters['tenantId']);
  if (!isOperator) {
    const own = base.store.tenant(principal.tenantId);
    const ofOwn = route.audit && tenantId.data === principal.tenantId && (await own.read(Tenant, tenantDocumentId));
    if (ofOwn) known({ ...base, actor: principal, side: 'customer', own });
    throw denied();
  }
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
