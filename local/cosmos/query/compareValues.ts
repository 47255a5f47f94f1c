import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../json.ts';
import type { ComparisonOperator } from './syntax.ts';

/** A value of a query: undefined is Cosmos DB's own undefined, that of a missing property. */
export type Value = Json | undefined;

type Type = 'undefined' | 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

function typeOf(value: Value): Type {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as Type;
}

/** Types do not compare across: the answer is then undefined, which matches nothing, nor does its negation. */
export function compare(operator: ComparisonOperator, left: Value, right: Value): boolean | undefined {
  const type = typeOf(left);
  if (type === 'undefined' || type !== typeOf(right)) return undefined;
  if (operator === '=') return equal(left, right);
  if (operator === '!=') return !equal(left, right);
  if (type === 'array' || type === 'object') return undefined;
  const order = orderOf(left, right);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

export function equal(left: Value, right: Value): boolean {
  if (left === right) return left !== undefined;
  return typeof left === 'object' && typeof right === 'object' && isDeepStrictEqual(left, right);
}

/** Of two values of one type, or by type; strings by code unit, as the SDK merges them. */
export function orderOf(left: Value, right: Value): number {
  if (typeof left !== typeof right || left === null || right === null) {
    return sortRanks.indexOf(typeOf(left)) - sortRanks.indexOf(typeOf(right));
  }
  const [a, b] = [left as string, right as string];
  return a < b ? -1 : a > b ? 1 : 0;
}

const sortRanks: readonly Type[] = ['undefined', 'null', 'boolean', 'number', 'string', 'array', 'object'];
