/** What the store of a benchmark is filled with: customers of one partner, with rooms. */
export interface StoreToBuild {
  readonly partnerId: string;
  /** Who is Primary admin at each of them. */
  readonly userId: string;
  readonly customers: number;
  readonly roomsEach: number;
}

/** What the store was asked since it was asked for this last. */
export interface StoreCounts {
  readonly queries: number;
  /** HTTP requests: a query takes several. */
  readonly requests: number;
  readonly requestUnits: number;
}

export const databaseId = 'bench';
