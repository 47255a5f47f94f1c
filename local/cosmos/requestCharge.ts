/**
 * Request units by a simple model, for a 1 KB item: point read 1, create 5.5, replace 11, delete 5.5; a query 2.5 for each physical
 * range it looks at and 0.1 for each KB it returns. Real charges depend on indexes and load; use these to compare.
 */
export const requestCharge = {
  /** Also what an answer costs that does nothing: 304, 404, 409, 412. */
  minimum: 1,
  read: (bytes: number) => kilobytes(bytes),
  create: (bytes: number) => 5.5 * kilobytes(bytes),
  replace: (bytes: number) => 11 * kilobytes(bytes),
  delete: (bytes: number) => 5.5 * kilobytes(bytes),
  query: (ranges: number, bytes: number) => Math.round((2.5 * ranges + 0.1 * (bytes / 1024)) * 100) / 100,
};

function kilobytes(bytes: number) {
  return Math.max(1, Math.ceil(bytes / 1024));
}
