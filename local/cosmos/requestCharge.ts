/**
 * Request units that Microsoft has published, by the size of the item in KB: a point read, and a write with the default index.
 *
 * @see https://learn.microsoft.com/azure/cosmos-db/understand-request-unit-consumption
 */
const published = [
  [1, 1, 4.95],
  [2, 1.04, 6.29],
  [4, 1.14, 6.67],
  [8, 1.33, 7.04],
  [16, 1.67, 9.52],
  [32, 2.19, 11.23],
  [64, 4.76, 22.67],
  [128, 9.95, 48.19],
  [256, 20.28, 98.29],
  [512, 40.95, 184.57],
  [1024, 145.9, 625],
  [2048, 291.8, 1250],
] as const;

/** A query costs about this for each physical range it looks at, and then 1 for each KB it returns. */
const queryFloor = 2.5;

/** Request units by the published model; real ones depend on indexes and load, too. Use these to compare. */
export const requestCharge = {
  /** Also what an answer costs that does nothing: 304, 404, 409, 412. */
  minimum: 1,
  read: (bytes: number) => interpolate(bytes, 1),
  create: (bytes: number) => interpolate(bytes, 2),
  /** Takes the old item out of the index and puts the new one in. */
  replace: (bytes: number) => rounded(2 * interpolate(bytes, 2)),
  delete: (bytes: number) => interpolate(bytes, 2),
  /** Of a page, which is of one physical range. */
  query: (bytes: number) => rounded(queryFloor + bytes / 1024),
  sum: (charges: readonly number[]) => rounded(charges.reduce((sum, charge) => sum + charge, 0)),
};

function interpolate(bytes: number, column: 1 | 2): number {
  const kilobytes = bytes / 1024;
  const above = published.findIndex(([size]) => size >= kilobytes);
  const high = published[above] ?? published[published.length - 1] ?? published[0];
  const low = published[above - 1] ?? high;
  const share = high === low ? 0 : (kilobytes - low[0]) / (high[0] - low[0]);
  return rounded(low[column] + share * (high[column] - low[column]));
}

const rounded = (units: number) => Math.round(units * 100) / 100;
