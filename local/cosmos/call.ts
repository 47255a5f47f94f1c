import type { StoreCall } from './storeCall.ts';

/** What came of a request. */
export interface Outcome {
  readonly status: number;
  /** JSON, or empty. */
  readonly body: string;
  /** Request units. */
  readonly charge: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that was understood. */
export interface Call {
  /** What observers are told of it, whatever comes of it; undefined outside the data plane. */
  readonly description: Omit<StoreCall, 'status' | 'requestCharge'> | undefined;
  /** Does it, at once and in one go. @throws CosmosError */
  readonly run: () => Outcome;
}
