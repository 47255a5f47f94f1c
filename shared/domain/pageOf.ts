import type { BaseContext, ListPage } from './operation.ts';

/**
 * One page of rows that live together in one document, in the order of an immutable key; as with stored lists, the
 * following page begins after the key of the last row.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  { top, after }: BaseContext['page'],
  descending = false,
): ListPage<Row> {
  const sign = descending ? -1 : 1;
  const rest = rows
    .map((row) => ({ row, key: keyOf(row) }))
    .filter(({ key }) => after === undefined || compare(key, after) * sign > 0)
    .sort((a, b) => compare(a.key, b.key) * sign);
  const shown = rest.slice(0, top);
  const last = shown.at(-1);
  return {
    rows: shown.map(({ row }) => row),
    ...(last !== undefined && rest.length > top ? { next: last.key } : {}),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
