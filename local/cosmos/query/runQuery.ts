import { CosmosError, unsupported } from '../cosmosError.ts';
import type { Partition } from '../partition.ts';
import type { StoredItem } from '../storedItem.ts';
import { type Evaluate, type Frame, type Parameters, bindExpression, constantOf, project } from './bindExpression.ts';
import { type Value, orderOf } from './compareValues.ts';
import type { Demand } from './conjuncts.ts';
import { readContinuation, writeContinuation } from './continuation.ts';
import type { Expression, Query, Selection } from './syntax.ts';

export interface Page {
  /** JSON texts. */
  readonly rows: readonly string[];
  readonly bytes: number;
  /** undefined on the last page. */
  readonly continuation: string | undefined;
}

interface Row {
  readonly item: StoredItem;
  readonly number: number;
  /** What ORDER BY sorts by; undefined without it. */
  readonly key: Value;
}

const maximumBytes = 4 * 1024 * 1024;

export interface Source {
  readonly partitions: Iterable<Partition>;
  /** What WHERE demands, for the choice of candidates. */
  readonly demands: readonly Demand[];
  readonly isLive: (item: StoredItem) => boolean;
}

/** Runs a query. Rows come by the sort key, and by order of creation within it or without one. */
export function runQuery(
  query: Query,
  parameters: Parameters,
  source: Source,
  { maximumItems, continuation }: { maximumItems: number; continuation: string | undefined },
): Page {
  const rows = matchingRows(query, parameters, source);
  if (query.selection.kind === 'count') {
    const text = query.selection.wrapped ? `[{"item":${rows.length}}]` : String(rows.length);
    return { rows: [text], bytes: text.length, continuation: undefined };
  }
  const order = comparerOf(query);
  rows.sort(order);

  const after = continuation === undefined ? undefined : readContinuation(continuation);
  const given = after?.given ?? 0;
  const start = after ? firstAfter(rows, after, order) : 0;
  const end = query.top ? Math.min(rows.length, start + topOf(query.top, parameters) - given) : rows.length;
  const select = bindSelection(query.selection, parameters);

  const texts: string[] = [];
  let bytes = 0;
  let at = start;
  for (const { item } of rows.slice(start, end)) {
    if (texts.length >= maximumItems || bytes >= maximumBytes) break;
    at++;
    const text = select(item);
    if (text === undefined) continue;
    bytes += Buffer.byteLength(text);
    texts.push(text);
  }
  const last = at < end ? rows[at - 1] : undefined;
  return {
    rows: texts,
    bytes,
    continuation: last && writeContinuation({ key: last.key ?? null, number: last.number, given: given + at - start }),
  };
}

/** The number of rows TOP allows. */
export function topOf(top: Expression, parameters: Parameters): number {
  const value = constantOf(top, parameters);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new CosmosError(400, `TOP wants a whole number, not ${JSON.stringify(value)}.`);
}

function matchingRows(query: Query, parameters: Parameters, { partitions, demands, isLive }: Source): Row[] {
  const where = query.where && bindExpression(query.where, parameters);
  const key = query.orderBy && bindExpression(query.orderBy.expression, parameters);
  const indexed = demands.find(({ values }) => values.every((value) => typeof value === 'string'));
  const rows: Row[] = [];
  const frame: Frame = [];
  for (const partition of partitions) {
    for (const item of candidates(partition, indexed)) {
      if (!isLive(item)) continue;
      frame[0] = item.document;
      if (where && where(frame) !== true) continue;
      const row = { item, number: item.number, key: key?.(frame) };
      if (key) checkSortKey(row, query);
      rows.push(row);
    }
  }
  return rows;
}

function* candidates(partition: Partition, demand: Demand | undefined): Iterable<StoredItem> {
  // A small partition is read faster than an index is made.
  if (!demand || partition.size < 32) {
    yield* partition.items();
    return;
  }
  for (const value of new Set(demand.values)) yield* partition.itemsWith(demand.property, value as string);
}

function checkSortKey({ key, item }: Row, { texts }: Query) {
  if (key !== undefined && typeof key !== 'object') return;
  // What the service does then depends on its indexes, and the SDK's merge fails.
  throw unsupported(`ORDER BY ${texts.orderBy} where it is missing, null or no single value (item '${item.id}')`);
}

type Place = Pick<Row, 'key' | 'number'>;

function comparerOf({ orderBy }: Query): (a: Place, b: Place) => number {
  if (!orderBy) return (a, b) => a.number - b.number;
  const sign = orderBy.descending ? -1 : 1;
  return (a, b) => sign * (orderOf(a.key, b.key) || a.number - b.number);
}

function firstAfter(rows: readonly Row[], after: Place, order: (a: Place, b: Place) => number): number {
  const at = rows.findIndex((row) => order(row, after) > 0);
  return at < 0 ? rows.length : at;
}

/** From an item to the JSON of its row; undefined for a VALUE that is undefined, which gives no row. */
function bindSelection(selection: Selection, parameters: Parameters): (item: StoredItem) => string | undefined {
  switch (selection.kind) {
    case 'item':
      return (item) => item.json;
    case 'value': {
      const evaluate = bindExpression(selection.expression, parameters);
      return (item) => {
        const value = evaluate([item.document]);
        return value === undefined ? undefined : JSON.stringify(value);
      };
    }
    case 'properties': {
      const properties = selection.properties.map(([name, expression]): [string, Evaluate] => [
        name,
        bindExpression(expression, parameters),
      ]);
      return (item) => JSON.stringify(project(properties, [item.document]));
    }
    case 'count':
      throw new Error('A count has no rows.');
  }
}
