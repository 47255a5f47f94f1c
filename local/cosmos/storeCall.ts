import type { Json } from './json.ts';

/** One call of the data plane as an observer sees it. */
export interface StoreCall {
  readonly kind: 'read' | 'query' | 'batch' | 'write';
  readonly container: string;
  /** undefined: not limited to one logical partition. */
  readonly partitionKey: string | undefined;
  readonly query?: { readonly text: string; readonly parameters: Readonly<Record<string, Json>> };
  readonly operations?: readonly { readonly type: string; readonly id: string; readonly ifMatch: string | undefined }[];
  readonly status: number;
  /** Request units. */
  readonly requestCharge: number;
}
