import type { Json } from '../json.ts';
import { type PhysicalRange, physicalRangeOf, physicalRanges } from '../physicalRanges.ts';
import type { Parameters } from './bindExpression.ts';
import type { Demand } from './conjuncts.ts';
import { topOf } from './runQuery.ts';
import type { Query } from './syntax.ts';

/** Whether the SDK must merge the answers of the physical ranges itself. */
export function needsPlan({ top, orderBy, selection }: Query): boolean {
  return Boolean(top ?? orderBy) || selection.kind === 'count';
}

/** The physical ranges that a query must look at: those of the partition keys it names, or all. */
export function rangesOf(demands: readonly Demand[], keyProperty: string): readonly PhysicalRange[] {
  const keys = demands.find(({ property }) => property === keyProperty)?.values;
  if (!keys) return physicalRanges;
  const used = new Set(keys.filter((key) => typeof key === 'string').map((key) => physicalRangeOf(key)));
  return used.size > 0 ? physicalRanges.filter((range) => used.has(range)) : physicalRanges.slice(0, 1);
}

/** `PartitionedQueryExecutionInfo`: how the SDK asks each physical range and merges what they answer. */
export function queryPlan(
  query: Query,
  parameters: Parameters,
  ranges: readonly PhysicalRange[],
): Record<string, Json> {
  const { orderBy, selection, top, texts } = query;
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: {
      distinctType: 'None',
      top: top ? topOf(top, parameters) : null,
      offset: null,
      limit: null,
      orderBy: orderBy ? [orderBy.descending ? 'Descending' : 'Ascending'] : [],
      orderByExpressions: orderBy ? [texts.orderBy] : [],
      groupByExpressions: [],
      groupByAliases: [],
      aggregates: selection.kind === 'count' ? ['Count'] : [],
      groupByAliasToAggregateType: {},
      rewrittenQuery: rewrittenQuery(query),
      hasSelectValue: selection.kind === 'count' || selection.kind === 'value',
      dCountInfo: null,
      hasNonStreamingOrderBy: false,
    },
    queryRanges: ranges.map(({ min, max }) => ({ min, max, isMinInclusive: true, isMaxInclusive: false })),
  };
}

function rewrittenQuery({ alias, selection, orderBy, texts }: Query): string {
  if (selection.kind === 'count') {
    return `SELECT VALUE [{"item": COUNT(1)}] FROM ${alias}${texts.where && ` WHERE ${texts.where}`}`;
  }
  if (!orderBy) return '';
  const filter = `({documentdb-formattableorderbyquery-filter})`;
  return (
    `SELECT ${texts.top && `TOP ${texts.top} `}${alias}._rid, [{"item": ${texts.orderBy}}] AS orderByItems, ` +
    `${texts.payload || alias} AS payload FROM ${alias} WHERE ${texts.where && `(${texts.where}) AND `}${filter} ` +
    `ORDER BY ${texts.orderBy} ${orderBy.descending ? 'DESC' : 'ASC'}`
  );
}
