import { z } from 'zod';
import { Guid } from '../ids.ts';
import { Member } from '../member.ts';
import { Assignment, CustomRole } from '../roles.ts';
import type { Stored } from '../store.ts';
import { Name } from '../text.ts';
import { entityTag } from '../entityTag.ts';

export const tenantDocumentId = 'tenant';
export const tenantAccessDocumentId = 'access';

/** A DNS name, kept in lower case: domains are compared ignoring case (R20). */
export const Domain = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(/^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'is not a domain');

/** A registered tenant, in its own partition: what the operator says of it (R2). */
export const Tenant = z.object({
  id: z.literal(tenantDocumentId),
  type: z.literal('tenant'),
  tenantId: Guid,
  displayName: Name,
  defaultDomain: Domain,
  domains: z.array(Domain),
  /** Onboarded to the partner programme. */
  partner: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type Tenant = z.output<typeof Tenant>;

/** A tenant's own people and their rights: its roles and assignments as a customer, its Tenant managers as a partner. */
export const TenantAccess = z.object({
  id: z.literal(tenantAccessDocumentId),
  type: z.literal('tenantAccess'),
  roles: z.array(CustomRole),
  assignments: z.array(Assignment),
  tenantManagers: z.array(Member),
});
export type TenantAccess = z.output<typeof TenantAccess>;

export const TenantOutput = z.object({
  tenantId: Guid,
  displayName: z.string(),
  defaultDomain: z.string(),
  domains: z.array(z.string()),
  partner: z.boolean(),
  createdAt: z.iso.datetime(),
  etag: z.string(),
});

export const tenantOutput = (tenant: Tenant | Stored<Tenant>): z.output<typeof TenantOutput> => ({
  tenantId: tenant.tenantId,
  displayName: tenant.displayName,
  defaultDomain: tenant.defaultDomain,
  domains: tenant.domains,
  partner: tenant.partner,
  createdAt: tenant.createdAt,
  etag: entityTag(tenant),
});
