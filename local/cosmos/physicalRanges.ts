/** A physical partition: a part of the space of hashed partition keys. */
export interface PhysicalRange {
  readonly id: string;
  /** Hexadecimal hash, inclusive. */
  readonly min: string;
  /** Hexadecimal hash, exclusive. */
  readonly max: string;
}

/** Two, so that what works in one range only is found out. Hashes stay below `40`, as the service's do. */
export const physicalRanges: readonly [PhysicalRange, PhysicalRange] = [
  { id: '0', min: '', max: '20' },
  { id: '1', min: '20', max: 'FF' },
];

/** The range that holds a logical partition (FNV-1a, then mixed; the SDK never computes it for what is supported here). */
export function physicalRangeOf(partitionKey: string): PhysicalRange {
  let hash = 0x811c9dc5;
  for (let at = 0; at < partitionKey.length; at++) hash = Math.imul(hash ^ partitionKey.charCodeAt(at), 0x01000193);
  // Keys that differ in their last letter alone shall not all lie together.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return physicalRanges[(hash >>> 16) & 1 ? 1 : 0];
}
