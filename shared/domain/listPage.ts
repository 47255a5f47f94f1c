import type { z } from 'zod';
import type { BaseContext, ListPage } from './operation.ts';
import type { Condition, DocumentSchema, Partition, Stored } from './store.ts';

/** In which order a list comes: by name, or without `orderBy` in the order of making. */
export interface ListOrder {
  readonly orderBy?: 'name' | '-name' | undefined;
  readonly newestFirst?: boolean;
  /** By the document's own sort key, whatever it is made of. */
  readonly byKey?: boolean;
  /** A page ends with the row that reaches this size as JSON, where rows may be large. */
  readonly mostBytes?: number;
}

/**
 * One page of the documents of a kind that meet the conditions. Pages go by the key of the last row, so that a row
 * that stays comes exactly once whatever else changes.
 */
export async function listPage<S extends DocumentSchema>(
  partition: Partition,
  schema: S,
  { page }: Pick<BaseContext, 'page'>,
  where: readonly Condition[],
  order: ListOrder = {},
): Promise<ListPage<Stored<z.output<S>>>> {
  const orderBy = order.orderBy === undefined && !order.byKey ? 'id' : 'sortKey';
  const rows = await partition.list(schema, {
    where,
    orderBy,
    descending: order.newestFirst ?? order.orderBy === '-name',
    ...(page.after === undefined ? {} : { after: page.after }),
    top: page.top + 1,
  });
  const shown = rows.slice(0, Math.min(page.top, rowsWithin(rows, order.mostBytes)));
  if (rows.length === shown.length) return { rows };
  const last = shown.at(-1) as Record<string, unknown> | undefined;
  const next = last?.[orderBy];
  if (typeof next !== 'string') throw new Error(`A row without ${orderBy}.`);
  return { rows: shown, next };
}

/** How many rows it takes to reach a size; all of them where none is given. */
function rowsWithin(rows: readonly object[], mostBytes = Infinity): number {
  let bytes = 0;
  const last = mostBytes === Infinity ? -1 : rows.findIndex((row) => (bytes += jsonBytes(row)) >= mostBytes);
  return last === -1 ? rows.length : last + 1;
}

const jsonBytes = (row: object) => Buffer.byteLength(JSON.stringify(row));
