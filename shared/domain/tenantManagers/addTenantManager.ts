import { memberChanges } from '../auditEvents/memberChanges.ts';
import { sameMember, type Member, type MemberOutput } from '../member.ts';
import type { Change, TenantContext } from '../operation.ts';
import { expectPrincipalsExist } from '../principalReferences.ts';
import { Refusal } from '../refusal.ts';

/** What a tenant's access document has room for, beside its roles and assignments. */
const maxTenantManagers = 500;

/** Makes a user, or everybody in a security group, of the partner a Tenant manager (R4). */
export async function addTenantManager({ type, id }: Member, context: TenantContext): Promise<Change<MemberOutput>> {
  const { directory, actor, tenantAccess } = context;
  const member = { type, id };
  const { tenantManagers } = tenantAccess;
  if (tenantManagers.some((other) => sameMember(other, member))) {
    throw new Refusal('memberExists', 'This is a Tenant manager already.');
  }
  if (tenantManagers.length >= maxTenantManagers) {
    throw new Refusal(
      'invalidRequest',
      `There are at most ${maxTenantManagers} Tenant managers; a group counts as one.`,
    );
  }
  await expectPrincipalsExist(directory, actor.tenantId, [member]);
  const [named]: (MemberOutput | undefined)[] = await directory.named(actor.tenantId, [member]);
  return {
    answer: named ?? member,
    writes: [{ replace: { ...tenantAccess, tenantManagers: [...tenantManagers, member] } }],
    records: [
      {
        category: 'User',
        operation: 'Create',
        objectId: id,
        objectName: named?.displayName ?? id,
        changes: memberChanges(undefined, { member }),
      },
    ],
  };
}
