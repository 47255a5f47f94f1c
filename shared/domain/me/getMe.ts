import { z } from 'zod';
import type { CallerContext, TenantContext } from '../operation.ts';

export const Me = z.object({
  tenantId: z.string(),
  objectId: z.string(),
  tenantRoles: z.array(z.enum(['globalAdministrator', 'managedServiceAdministrator', 'tenantManager'])),
  groups: z.object({ source: z.enum(['token', 'directory', 'unknown']), count: z.int().optional() }),
});

/** Who the caller is, as this service sees it. */
export function getMe(_: object, context: CallerContext & Partial<TenantContext>): Promise<z.output<typeof Me>> {
  const { actor, administrator, ownAccess, tenantManager, groupMembershipUnknown } = context;
  const msa = ownAccess?.grants.some(({ roleId }) => roleId === 'managedServiceAdministrator');
  return Promise.resolve({
    tenantId: actor.tenantId,
    objectId: actor.objectId,
    tenantRoles: [
      ...(actor.globalAdministrator ? ['globalAdministrator' as const] : []),
      ...(administrator && msa ? ['managedServiceAdministrator' as const] : []),
      ...(tenantManager ? ['tenantManager' as const] : []),
    ],
    groups: actor.groups
      ? { source: 'token', count: actor.groups.size }
      : { source: groupMembershipUnknown ? 'unknown' : 'directory' },
  });
}
