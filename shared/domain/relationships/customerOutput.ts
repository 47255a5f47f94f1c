import { z } from 'zod';
import type { Access } from '../access/prepareAccess.ts';
import { primaryAdminRole } from '../roles.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { RelationshipState, relationshipTag, type Relationship } from './relationship.ts';

/** A customer as its partner sees it: metadata, and the roles that the caller has there (R5). */
export const CustomerOutput = z.object({
  customerId: z.string(),
  displayName: z.string(),
  defaultDomain: z.string(),
  state: RelationshipState,
  activatedAt: z.iso.datetime().optional(),
  myRoles: z.array(z.object({ roleId: z.string(), roleName: z.string(), assignmentId: z.string() })),
  etag: z.string(),
});
export type CustomerOutput = z.output<typeof CustomerOutput>;

export function customerOutput(
  { tenantId, displayName, defaultDomain }: Tenant,
  relationship: Relationship,
  access: Access,
): CustomerOutput {
  const roles = [primaryAdminRole, ...relationship.roles];
  return {
    customerId: tenantId,
    displayName,
    defaultDomain,
    state: relationship.state,
    ...(relationship.activatedAt === undefined ? {} : { activatedAt: relationship.activatedAt }),
    myRoles: access.grants.flatMap(({ roleId, assignmentId }) => {
      const role = roles.find(({ id }) => id === roleId);
      return role && assignmentId !== undefined ? [{ roleId: role.id, roleName: role.name, assignmentId }] : [];
    }),
    etag: relationshipTag(relationship),
  };
}
