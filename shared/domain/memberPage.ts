import type { Member, MemberOutput } from './member.ts';
import type { BaseContext, ListPage } from './operation.ts';

/**
 * One page of a stored list of members, in the order of adding, with their names. Members have no time of making: the
 * next page begins after the last one shown, or where that one was if it has gone meanwhile.
 */
export async function memberPage(
  tenantId: string,
  members: readonly Member[],
  { directory, page: { top, after } }: Pick<BaseContext, 'directory' | 'page'>,
): Promise<ListPage<MemberOutput>> {
  const [place, lastId] = after?.split(' ') ?? [];
  const found = members.findIndex(({ id }) => id === lastId);
  const from = found < 0 ? Number(place ?? 0) : found + 1;
  const shown = members.slice(from, from + top);
  const last = shown.at(-1);
  return {
    rows: await directory.named(tenantId, shown),
    ...(last !== undefined && from + top < members.length ? { next: `${from + top - 1} ${last.id}` } : {}),
  };
}
