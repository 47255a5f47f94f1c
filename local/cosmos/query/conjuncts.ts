import type { Json } from '../json.ts';
import { type Parameters, constantOf } from './bindExpression.ts';
import type { Expression } from './syntax.ts';

/** What WHERE demands of one top-level property: to be one of these values. */
export interface Demand {
  readonly property: string;
  readonly values: readonly Json[];
}

/** The demands that hold for every match: `c.x = @a` and `c.x IN (@a, @b)`, joined by AND. */
export function conjuncts(where: Expression | undefined, parameters: Parameters): Demand[] {
  if (!where) return [];
  if (where.kind === 'and') return [...conjuncts(where.left, parameters), ...conjuncts(where.right, parameters)];
  if (where.kind === 'compare' && where.operator === '=') {
    return demand(where.left, [where.right], parameters) ?? demand(where.right, [where.left], parameters) ?? [];
  }
  return where.kind === 'in' ? (demand(where.operand, where.items, parameters) ?? []) : [];
}

function demand(operand: Expression, items: readonly Expression[], parameters: Parameters): Demand[] | undefined {
  if (operand.kind !== 'path' || operand.slot !== 0 || operand.names.length > 1) return undefined;
  const [property] = operand.names;
  if (property === undefined) return undefined;
  const values = items.map((item) => constantOf(item, parameters)).filter((value) => value !== undefined);
  return values.length === items.length ? [{ property, values }] : undefined;
}
