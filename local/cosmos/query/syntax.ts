import type { Json } from '../json.ts';

export type Expression =
  | { kind: 'constant'; value: Json }
  | { kind: 'parameter'; name: string }
  /** `slot` 0 is the item, the others are the variables of the EXISTS around it. */
  | { kind: 'path'; slot: number; names: readonly string[] }
  | { kind: 'array'; items: readonly Expression[] }
  | { kind: 'object'; properties: readonly (readonly [string, Expression])[] }
  | { kind: 'not'; operand: Expression }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'compare'; operator: ComparisonOperator; left: Expression; right: Expression }
  | { kind: 'in'; operand: Expression; items: readonly Expression[] }
  | { kind: 'contains'; text: Expression; part: Expression }
  | { kind: 'exists'; slot: number; source: Expression; where: Expression | undefined };

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Selection =
  /** `*` and `VALUE c`: the item as it is. */
  | { kind: 'item' }
  | { kind: 'value'; expression: Expression }
  | { kind: 'properties'; properties: readonly (readonly [string, Expression])[] }
  /** `VALUE COUNT(1)`; `wrapped`: `VALUE [{"item": COUNT(1)}]`, as the SDK asks each physical range. */
  | { kind: 'count'; wrapped: boolean };

export interface Query {
  readonly alias: string;
  readonly top: Expression | undefined;
  readonly selection: Selection;
  readonly where: Expression | undefined;
  readonly orderBy: { readonly expression: Expression; readonly descending: boolean } | undefined;
  /** Parts of the text, for the query plan. */
  readonly texts: {
    readonly top: string;
    /** The selection as one expression. */
    readonly payload: string;
    readonly where: string;
    readonly orderBy: string;
  };
}
