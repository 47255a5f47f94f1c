import { memberChanges } from '../auditEvents/memberChanges.ts';
import type { MemberOutput } from '../member.ts';
import type { Change, TenantContext } from '../operation.ts';
import { notFound } from '../refusal.ts';

/** Takes Tenant manager from somebody; it counts from the next request (R4). */
export async function removeTenantManager(
  { principalId }: { principalId: string },
  { directory, actor, tenantAccess }: TenantContext,
): Promise<Change<undefined>> {
  const { tenantManagers } = tenantAccess;
  const member = tenantManagers.find(({ id }) => id === principalId);
  if (!member) throw notFound();
  const [named]: (MemberOutput | undefined)[] = await directory.named(actor.tenantId, [member]);
  const left = tenantManagers.filter(({ id }) => id !== principalId);
  return {
    answer: undefined,
    writes: [{ replace: { ...tenantAccess, tenantManagers: left } }],
    records: [
      {
        category: 'User',
        operation: 'Delete',
        objectId: principalId,
        objectName: named?.displayName ?? principalId,
        changes: memberChanges({ member }, undefined),
      },
    ],
  };
}
