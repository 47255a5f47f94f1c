import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { newEnrollmentKey } from '../enrollment/enrollmentKey.ts';
import { entityTag } from '../entityTag.ts';
import { Guid } from '../ids.ts';
import { expectVersion, unchanged, type Change, type OperatorContext } from '../operation.ts';
import { Refusal } from '../refusal.ts';
import { initialSettings } from '../settings/settings.ts';
import type { Stored, StoredDocument, Write } from '../store.ts';
import { Name } from '../text.ts';
import { initialUpdateRings } from '../updateRings/updateRing.ts';
import { claimDomain, DomainClaim, domainTaken, holderOf, releaseDomain } from './domainClaim.ts';
import { RegisteredTenant, registeredTenantId } from './registeredTenant.ts';
import {
  Domain,
  Tenant,
  tenantAccessDocumentId,
  tenantDocumentId,
  tenantOutput,
  type TenantAccess,
  type TenantOutput,
} from './tenant.ts';

export const RegisterTenant = z
  .strictObject({
    displayName: Name,
    defaultDomain: Domain,
    domains: z.array(Domain).min(1).max(50),
    partner: z.boolean(),
  })
  .refine(({ domains, defaultDomain }) => domains.includes(defaultDomain), {
    path: ['defaultDomain'],
    message: 'is not among the domains',
  });

/** Registers a tenant, or changes what the operator says of it. A domain belongs to one tenant (R2, R20). */
export async function registerTenant(
  { tenantId, ...body }: z.output<typeof RegisterTenant> & { tenantId: string },
  context: OperatorContext,
): Promise<Change<z.output<typeof TenantOutput>>> {
  if (!Guid.safeParse(tenantId).success) throw new Refusal('invalidRequest', 'A tenant id is a lower-case GUID.');
  const { store, customer, now } = context;
  const stored = await customer.read(Tenant, tenantDocumentId);
  if (stored) expectVersion(context, entityTag(stored));
  else if (context.ifMatch !== undefined) throw new Refusal('etagMismatch', 'This tenant is not registered yet.');
  const domains = [...new Set(body.domains)];
  for (const domain of domains) {
    const holder = await holderOf(store, domain, now);
    if (holder.tenantId !== undefined && holder.tenantId !== tenantId) throw domainTaken(domain);
  }
  const tenant: Tenant = {
    id: tenantDocumentId,
    type: 'tenant',
    tenantId,
    ...body,
    domains,
    createdAt: stored?.createdAt ?? now.toISOString(),
  };
  const changes = memberChanges(stored, tenant);
  if (stored && changes.length === 0) return unchanged(tenantOutput(stored));
  const released: Stored<DomainClaim>[] = [];
  for (const domain of stored?.domains ?? []) {
    const claim = domains.includes(domain) ? undefined : await store.domain(domain).read(DomainClaim, domain);
    if (claim?.tenantId === tenantId) released.push(claim);
  }
  return {
    answer: tenantOutput(tenant),
    status: stored ? 200 : 201,
    writes: stored ? [{ replace: { ...tenant, _etag: stored._etag } }] : registration(tenant, now),
    records: [
      {
        category: 'Settings',
        operation: stored ? 'Update' : 'Create',
        objectId: tenantId,
        objectName: tenant.displayName,
        changes,
      },
    ],
    async before() {
      for (const domain of domains) await claimDomain(store, domain, tenantId, now);
      if (!stored) await listTenant(context, tenant);
    },
    async after() {
      for (const claim of released) await releaseDomain(store, claim);
    },
  };
}

/** Everything that a new tenant begins with. */
function registration(tenant: Tenant, now: Date): Write[] {
  const access: TenantAccess = {
    id: tenantAccessDocumentId,
    type: 'tenantAccess',
    roles: [],
    assignments: [],
    tenantManagers: [],
  };
  const documents: StoredDocument[] = [
    tenant,
    access,
    initialSettings(now),
    newEnrollmentKey(now),
    ...initialUpdateRings(now),
  ];
  return documents.map((document) => ({ create: document }));
}

/** Puts the tenant on the operator's list; a listed one that is not registered is left out when the list is read. */
async function listTenant(
  { store, operatorTenantId }: OperatorContext,
  { tenantId, createdAt }: Tenant,
): Promise<void> {
  const partition = store.tenant(operatorTenantId);
  const id = registeredTenantId(tenantId);
  if (await partition.read(RegisteredTenant, id)) return;
  const entry: RegisteredTenant = {
    id,
    type: 'registeredTenant',
    registered: tenantId,
    sortKey: `${createdAt}|${tenantId}`,
  };
  await partition.commit([{ create: entry }]);
}
