import { isDeepStrictEqual } from 'node:util';
import type { MemberChange } from './auditEvent.ts';

type Json = Exclude<MemberChange['to'], undefined>;

/** Members that say when or how something was stored or is worked on, and not what was changed. */
const silent: ReadonlySet<string> = new Set([
  '_etag',
  'epoch',
  'id',
  'type',
  'sortKey',
  'searchText',
  'createdAt',
  'changedAt',
  'updatedAt',
  'operationId',
]);

/** What is different between two states of a thing, member by member; undefined stands for "not there". */
export function memberChanges(before: object | undefined, after: object | undefined): MemberChange[] {
  const [old, next] = [(before ?? {}) as Partial<Record<string, Json>>, (after ?? {}) as Partial<Record<string, Json>>];
  return [...new Set([...Object.keys(old), ...Object.keys(next)])]
    .filter((member) => !silent.has(member) && !isDeepStrictEqual(old[member], next[member]))
    .map((member) => ({
      path: '/' + member,
      ...(old[member] === undefined ? {} : { from: old[member] }),
      ...(next[member] === undefined ? {} : { to: next[member] }),
    }));
}
