import { jsonJournal } from '../journal/journalKind.ts';
import { openJournal } from '../journal/openJournal.ts';
import type { DirectoryGroup, DirectoryUser } from './directoryEntries.ts';

/** The people, applications and groups of all tenants. Changes resolve once they are on disk. */
export interface Directory {
  /** @throws UserPrincipalNameTaken when somebody else has the user principal name (case ignored). */
  putUser(user: DirectoryUser): Promise<void>;
  /** Removes a person; one who is not there is no error. */
  removeUser(tenantId: string, objectId: string): Promise<void>;
  putGroup(group: DirectoryGroup): Promise<void>;
  removeGroup(tenantId: string, groupId: string): Promise<void>;
  user(tenantId: string, objectId: string): DirectoryUser | undefined;
  /** Over all tenants, as user principal names are unique in Entra ID; case is ignored. */
  userByPrincipalName(userPrincipalName: string): DirectoryUser | undefined;
  group(tenantId: string, groupId: string): DirectoryGroup | undefined;
  users(tenantId: string): DirectoryUser[];
  groups(tenantId: string): DirectoryGroup[];
  /** All groups that somebody is in, directly or through other groups, in no promised order. */
  groupsOf(member: DirectoryUser | DirectoryGroup): DirectoryGroup[];
  /** Whether the named set of people was put in before (see `markSeeded`). */
  isSeeded(set: string): boolean;
  markSeeded(set: string): Promise<void>;
  close(): Promise<void>;
}

/** Two accounts can't share a user principal name. */
export class UserPrincipalNameTaken extends Error {
  override name = 'UserPrincipalNameTaken';
}

type Entry =
  | { user: DirectoryUser }
  | { group: DirectoryGroup }
  | { removedUser: [tenantId: string, objectId: string] }
  | { removedGroup: [tenantId: string, groupId: string] }
  | { seeded: string };

export const directoryJournal = jsonJournal<Entry>('directory');

interface Tenant {
  users: Map<string, DirectoryUser>;
  groups: Map<string, DirectoryGroup>;
}

/** Opens the directory kept in `file`; without one it is kept in memory only. */
export function openDirectory({ file }: { file: string | undefined }): Directory {
  const tenants = new Map<string, Tenant>();
  const byPrincipalName = new Map<string, DirectoryUser>();
  const seeded = new Set<string>();

  const tenant = (tenantId: string) => {
    let found = tenants.get(tenantId);
    if (!found) tenants.set(tenantId, (found = { users: new Map(), groups: new Map() }));
    return found;
  };
  const forget = (tenantId: string, objectId: string) => {
    const old = tenants.get(tenantId)?.users.get(objectId);
    if (!old) return;
    byPrincipalName.delete(old.userPrincipalName.toLowerCase());
    tenants.get(tenantId)?.users.delete(objectId);
  };
  const apply = (entry: Entry) => {
    if ('user' in entry) {
      const { user } = entry;
      forget(user.tenantId, user.objectId);
      tenant(user.tenantId).users.set(user.objectId, user);
      byPrincipalName.set(user.userPrincipalName.toLowerCase(), user);
    } else if ('group' in entry) tenant(entry.group.tenantId).groups.set(entry.group.groupId, entry.group);
    else if ('removedUser' in entry) forget(...entry.removedUser);
    else if ('removedGroup' in entry) tenants.get(entry.removedGroup[0])?.groups.delete(entry.removedGroup[1]);
    else seeded.add(entry.seeded);
  };
  const everything = function* (): Iterable<Entry> {
    for (const { users, groups } of tenants.values()) {
      for (const user of users.values()) yield { user };
      for (const group of groups.values()) yield { group };
    }
    for (const set of seeded) yield { seeded: set };
  };

  const journal = openJournal({ file, kind: directoryJournal, replay: apply, snapshot: everything });
  const change = (entry: Entry) => {
    apply(entry);
    return journal.append(entry);
  };

  return {
    async putUser(user) {
      const holder = byPrincipalName.get(user.userPrincipalName.toLowerCase());
      if (holder && (holder.tenantId !== user.tenantId || holder.objectId !== user.objectId)) {
        throw new UserPrincipalNameTaken(`${user.userPrincipalName} belongs to ${holder.tenantId}/${holder.objectId}.`);
      }
      await change({ user });
    },
    removeUser: (tenantId, objectId) => change({ removedUser: [tenantId, objectId] }),
    putGroup: (group) => change({ group }),
    removeGroup: (tenantId, groupId) => change({ removedGroup: [tenantId, groupId] }),
    user: (tenantId, objectId) => tenants.get(tenantId)?.users.get(objectId),
    userByPrincipalName: (userPrincipalName) => byPrincipalName.get(userPrincipalName.toLowerCase()),
    group: (tenantId, groupId) => tenants.get(tenantId)?.groups.get(groupId),
    users: (tenantId) => [...(tenants.get(tenantId)?.users.values() ?? [])],
    groups: (tenantId) => [...(tenants.get(tenantId)?.groups.values() ?? [])],
    groupsOf(member) {
      const groups = tenants.get(member.tenantId)?.groups;
      // A set is walked in the order of insertion, additions during the walk included: this is the transitive closure.
      const reached = new Set<DirectoryGroup>();
      const add = (ids: string[]) => {
        for (const id of ids) {
          const group = groups?.get(id);
          if (group) reached.add(group);
        }
      };
      add(member.memberOf);
      for (const group of reached) add(group.memberOf);
      return [...reached];
    },
    isSeeded: (set) => seeded.has(set),
    markSeeded: (set) => change({ seeded: set }),
    close: () => journal.close(),
  };
}
