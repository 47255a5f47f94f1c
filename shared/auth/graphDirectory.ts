import { z } from 'zod';
import type { Directory } from '../domain/directory.ts';
import type { Member } from '../domain/member.ts';
import type { GraphRequest } from './graphRequest.ts';

/** Graph answers at most this many at once. */
const maxIdsPerLookup = 1000;
const maxGroupsPerCheck = 20;

const Groups = z.object({ value: z.array(z.string()) });

const Entry = z.object({
  id: z.string(),
  '@odata.type': z.string().optional(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  securityEnabled: z.boolean().nullish(),
});

const Entries = z.object({ value: z.array(Entry), '@odata.nextLink': z.string().optional() });

const memberType = { '#microsoft.graph.user': 'user', '#microsoft.graph.group': 'group' } as const;

/** The directory of any tenant, over Microsoft Graph with the rights of this application in that tenant. */
export function graphDirectory(request: GraphRequest): Directory {
  /** The users and security groups among these, with what the directory says of them. */
  async function lookUp(tenantId: string, members: readonly Member[]) {
    const found = new Map<string, z.output<typeof Entry>>();
    const ids = [...new Set(members.map(({ id }) => id))];
    for (let at = 0; at < ids.length; at += maxIdsPerLookup) {
      const body = { ids: ids.slice(at, at + maxIdsPerLookup), types: ['user', 'group'] };
      const { value } = Entries.parse(
        await request(tenantId, { method: 'POST', path: '/directoryObjects/getByIds', body }),
      );
      for (const entry of value) {
        const type = memberType[entry['@odata.type'] as keyof typeof memberType] as Member['type'] | undefined;
        if (type === 'user' || (type === 'group' && entry.securityEnabled === true))
          found.set(`${type} ${entry.id}`, entry);
      }
    }
    return found;
  }

  return {
    async memberOf(tenantId, userId, groupIds) {
      const memberOf = new Set<string>();
      for (let at = 0; at < groupIds.length; at += maxGroupsPerCheck) {
        const body = { groupIds: groupIds.slice(at, at + maxGroupsPerCheck) };
        const path = `/users/${encodeURIComponent(userId)}/checkMemberGroups`;
        const { value } = Groups.parse(await request(tenantId, { method: 'POST', path, body }));
        for (const id of value) memberOf.add(id);
      }
      return memberOf;
    },

    async unknownPrincipals(tenantId, members) {
      const found = await lookUp(tenantId, members);
      return members.filter(({ type, id }) => !found.has(`${type} ${id}`));
    },

    async named(tenantId, members) {
      if (members.length === 0) return [];
      // A name is a courtesy: without the directory the members are shown all the same.
      const found = await lookUp(tenantId, members).catch(() => undefined);
      return members.map((member) => {
        const displayName = found?.get(`${member.type} ${member.id}`)?.displayName;
        return { ...member, ...(displayName ? { displayName } : {}) };
      });
    },

    async search(tenantId, text, { top, after }) {
      const first = searchPath('users', text, top);
      const path = after ?? first;
      const answer = Entries.parse(
        await request(tenantId, { method: 'GET', path, headers: { ConsistencyLevel: 'eventual' } }),
      );
      const type = path.startsWith('/users') ? ('user' as const) : ('group' as const);
      const link = answer['@odata.nextLink'];
      // Users first, then groups: the groups' first page follows the users' last one.
      const next =
        link === undefined ? (type === 'user' ? searchPath('groups', text, top) : undefined) : pathOf(link, type);
      return {
        found: answer.value.map(({ id, displayName, userPrincipalName }) => ({
          type,
          id,
          ...(displayName ? { displayName } : {}),
          ...(type === 'user' && userPrincipalName ? { userPrincipalName } : {}),
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  };
}

function searchPath(kind: 'users' | 'groups', text: string, top: number): string {
  // A quote would end the term; Graph ignores it within words.
  const term = text.replaceAll(/["\\]/g, ' ').trim();
  const clauses = (kind === 'users' ? ['displayName', 'userPrincipalName'] : ['displayName'])
    .map((member) => `"${member}:${term}"`)
    .join(' OR ');
  const query = new URLSearchParams({
    ...(term === '' ? {} : { $search: clauses }),
    ...(kind === 'groups' ? { $filter: 'securityEnabled eq true' } : {}),
    $select: kind === 'users' ? 'id,displayName,userPrincipalName' : 'id,displayName',
    $count: 'true',
    $top: String(top),
  });
  return `/${kind}?${query.toString()}`;
}

/** Only the query of the link is taken: the address is ours. */
const pathOf = (link: string, type: 'user' | 'group') => `/${type}s${new URL(link).search}`;
