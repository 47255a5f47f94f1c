import type { StoreCall } from '../cosmos/storeCall.ts';

/** What a function has asked of the store. */
interface MeterRow {
  /** A route by its operation id, an activity or a timer; empty: somebody over HTTP, or the start. */
  readonly route: string;
  readonly read: number;
  readonly query: number;
  readonly batch: number;
  /** Of single documents. */
  readonly write: number;
  readonly requestUnits: number;
}

/** Counts the calls to the store by the function that made them. */
export interface Meter {
  count(route: string | undefined, call: Pick<StoreCall, 'kind' | 'requestCharge'>): void;
  /** By name. */
  rows(): MeterRow[];
  reset(): void;
}

/** Nothing is counted yet. */
export function openMeter(): Meter {
  const rows = new Map<string, MeterRow>();
  return {
    count(route = '', { kind, requestCharge }) {
      const row = rows.get(route) ?? { route, read: 0, query: 0, batch: 0, write: 0, requestUnits: 0 };
      // Charges have two decimals, their sum has none of the dust of adding.
      const requestUnits = Math.round((row.requestUnits + requestCharge) * 100) / 100;
      rows.set(route, { ...row, [kind]: row[kind] + 1, requestUnits });
    },
    rows: () => [...rows.values()].sort((a, b) => (a.route < b.route ? -1 : 1)),
    reset: () => rows.clear(),
  };
}
