import { z } from 'zod';
import { inBatches } from '../domain/inBatches.ts';
import type { AddressBook } from '../domain/notifications/addressBook.ts';
import type { GraphRequest } from './graphRequest.ts';

const idsPerLookup = { size: 1000, atOnce: 1 };
const membersPerPage = 999;
/** A group of more users is not told as a whole. */
const mostPages = 2;

const Entries = z.object({
  value: z.array(z.object({ '@odata.type': z.string(), id: z.string(), userPrincipalName: z.string().nullish() })),
  '@odata.nextLink': z.string().optional(),
});
type Entry = z.output<typeof Entries>['value'][number];

const isUser = (entry: Entry) => entry['@odata.type'] === '#microsoft.graph.user';

/** Addresses over Microsoft Graph. Somebody, or a group, that is there no more has none. */
export function graphAddressBook(request: GraphRequest): AddressBook {
  async function membersOf(tenantId: string, groupId: string): Promise<Entry[]> {
    const first = new URLSearchParams({ $select: 'id,userPrincipalName', $top: String(membersPerPage) });
    const members: Entry[] = [];
    let query: string | undefined = `?${first.toString()}`;
    for (let page = 0; query !== undefined && page < mostPages; page++) {
      const path = `/groups/${encodeURIComponent(groupId)}/transitiveMembers${query}`;
      const answer = Entries.parse(await request(tenantId, { method: 'GET', path }));
      members.push(...answer.value);
      const next = answer['@odata.nextLink'];
      // Only the query of the link is taken: the address is ours.
      query = next === undefined ? undefined : new URL(next).search;
    }
    return members;
  }

  return {
    async addressesOf(tenantId, members) {
      const ids = [...new Set(members.map(({ id }) => id))];
      const found = await inBatches(ids, idsPerLookup, async (batch) => {
        const body = { ids: batch, types: ['user', 'group'] };
        return Entries.parse(await request(tenantId, { method: 'POST', path: '/directoryObjects/getByIds', body }))
          .value;
      });
      const people = found.flat().filter(isUser);
      for (const { id } of found.flat().filter((entry) => !isUser(entry))) {
        people.push(...(await membersOf(tenantId, id)).filter(isUser));
      }
      return [...new Set(people.flatMap(({ userPrincipalName }) => userPrincipalName ?? []))];
    },
  };
}
