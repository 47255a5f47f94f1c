import type { Directory } from '../domain/directory.ts';
import type { Member } from '../domain/member.ts';
import type { GroupMembership } from '../domain/operation.ts';
import type { Principal } from '../domain/principal.ts';

const nobody: ReadonlySet<string> = new Set();

/**
 * Finds out which of the groups among these members somebody is in: by the token, or by the directory where the token does
 * not name them, as there are too many (R42).
 */
export async function groupMembership(
  { tenantId, objectId, groups }: Pick<Principal, 'tenantId' | 'objectId' | 'groups'>,
  members: readonly Member[],
  directory: Directory,
): Promise<GroupMembership> {
  if (groups) return { groups, unknown: false };
  const groupIds = new Set(members.filter(({ type }) => type === 'group').map(({ id }) => id));
  if (groupIds.size === 0) return { groups: nobody, unknown: false };
  try {
    return { groups: await directory.memberOf(tenantId, objectId, [...groupIds]), unknown: false };
  } catch {
    return { groups: nobody, unknown: true };
  }
}
