import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import type { Directory } from '../domain/directory.ts';
import { inBatches } from '../domain/inBatches.ts';
import type { Member } from '../domain/member.ts';
import { graphDeadline, type GraphRequest } from './graphRequest.ts';
import { recentAnswers } from './recentAnswers.ts';

/** Graph answers at most this many at once; of several calls for one question so many are on their way. */
const idsPerLookup = { size: 1000, atOnce: 2 };
const groupsPerCheck = { size: 20, atOnce: 4 };

/** How long somebody who was taken out of a group may still count as in it. */
const membershipMs = 5_000;
const nameMs = 60_000;
const maxAnswers = 20_000;

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

/**
 * The directory of any tenant, over Microsoft Graph with the rights of this application in that tenant. Memberships
 * are remembered for 5 s and names for 60 s; whether somebody who is to be given a role is there is always asked.
 */
export function graphDirectory(request: GraphRequest, clock: Clock): Directory {
  const memberships = recentAnswers<boolean>({ clock, keepForMs: membershipMs, maxAnswers });
  const names = recentAnswers<string>({ clock, keepForMs: nameMs, maxAnswers });

  /** The users and security groups among these, with the names that the directory has for them. */
  async function lookUp(tenantId: string, members: readonly Member[]) {
    const found = new Map<string, string>();
    const deadline = graphDeadline();
    const ids = [...new Set(members.map(({ id }) => id))];
    const answers = await inBatches(ids, idsPerLookup, async (batch) => {
      const body = { ids: batch, types: ['user', 'group'] };
      return Entries.parse(
        await request(tenantId, { method: 'POST', path: '/directoryObjects/getByIds', body }, deadline),
      );
    });
    for (const { '@odata.type': kind, id, displayName, securityEnabled } of answers.flatMap(({ value }) => value)) {
      const type = memberType[kind as keyof typeof memberType] as Member['type'] | undefined;
      if (type === 'user' || (type === 'group' && securityEnabled === true))
        found.set(keyOf({ type, id }), displayName ?? '');
    }
    return found;
  }

  return {
    async memberOf(tenantId, userId, groupIds) {
      const path = `/users/${encodeURIComponent(userId)}/checkMemberGroups`;
      const answers = await memberships.of(`${tenantId} ${userId}`, groupIds, async (asked) => {
        const deadline = graphDeadline();
        const found = await inBatches(asked, groupsPerCheck, async (batch) => {
          const call = { method: 'POST', path, body: { groupIds: batch } } as const;
          return Groups.parse(await request(tenantId, call, deadline)).value;
        });
        const memberOf = new Set(found.flat());
        return new Map(asked.map((id) => [id, memberOf.has(id)]));
      });
      return new Set(groupIds.filter((id) => answers.get(id)));
    },

    async unknownPrincipals(tenantId, members) {
      const found = await lookUp(tenantId, members);
      return members.filter((member) => !found.has(keyOf(member)));
    },

    async named(tenantId, members) {
      if (members.length === 0) return [];
      const byKey = new Map(members.map((member) => [keyOf(member), member]));
      const ask = (keys: readonly string[]) =>
        lookUp(
          tenantId,
          keys.map((key) => byKey.get(key)).filter((member) => member !== undefined),
        );
      // A name is a courtesy: without the directory the members are shown all the same.
      const found = await names.of(tenantId, [...byKey.keys()], ask).catch(() => undefined);
      return members.map((member) => {
        const displayName = found?.get(keyOf(member));
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

const keyOf = ({ type, id }: Member) => `${type} ${id}`;

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
