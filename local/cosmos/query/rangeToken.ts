import { CosmosError } from '../cosmosError.ts';
import type { PhysicalRange } from '../physicalRanges.ts';

/** Where a page begins: in which range, and behind which place there; undefined for the range's beginning. */
interface RangePlace {
  readonly range: PhysicalRange;
  readonly within: string | undefined;
}

/**
 * A page never spans two physical ranges, as in the service: so pages may be short, or empty, with a token.
 *
 * @throws CosmosError 400 for a token of another query
 */
export function readRangeToken(token: string | undefined, ranges: readonly PhysicalRange[]): RangePlace {
  const [id, within = ''] = token?.split(':') ?? [ranges[0]?.id];
  const range = ranges.find((one) => one.id === id);
  if (!range) throw new CosmosError(400, 'The continuation token is malformed, or of another query.');
  return { range, within: within === '' ? undefined : within };
}

/** The token behind a page: `within` its range, or of the next range; undefined behind the last one. */
export function writeRangeToken(
  range: PhysicalRange,
  within: string | undefined,
  ranges: readonly PhysicalRange[],
): string | undefined {
  if (within !== undefined) return `${range.id}:${within}`;
  const next = ranges[ranges.indexOf(range) + 1];
  return next && `${next.id}:`;
}
