import type { Directory } from '../domain/directory.ts';
import type { Principal } from '../domain/principal.ts';

/** The groups that somebody is known to be in, of those that matter here. */
export interface GroupMembership {
  readonly groups: Pick<ReadonlySet<string>, 'has'>;
  /** It could not be found out: who is not known to be a member is none, and the answer says so (R42). */
  readonly unknown: boolean;
}

const nobody: ReadonlySet<string> = new Set();

/**
 * Finds out which of these groups the caller is in: by the token, or by the directory when the token says that there
 * are too many to name them (R42).
 */
export async function groupMembership(
  { tenantId, objectId, groups }: Principal,
  groupIds: ReadonlySet<string>,
  directory: Directory,
): Promise<GroupMembership> {
  if (groups) return { groups, unknown: false };
  if (groupIds.size === 0) return { groups: nobody, unknown: false };
  try {
    return { groups: await directory.memberOf(tenantId, objectId, [...groupIds]), unknown: false };
  } catch {
    return { groups: nobody, unknown: true };
  }
}
