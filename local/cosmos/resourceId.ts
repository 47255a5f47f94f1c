/**
 * `_rid` as the SDK takes it apart: 4 bytes database, 4 bytes container, 8 bytes item number (little-endian).
 *
 * @param owner `_rid` of the database of a container, or the container of an item
 */
export function resourceId(number: number, owner?: string): string {
  const before = owner === undefined ? Buffer.alloc(0) : bytesOf(owner);
  const own = Buffer.alloc(before.length === 8 ? 8 : 4);
  if (before.length === 8) own.writeBigUInt64LE(BigInt(number));
  else own.writeUInt32BE(number);
  return Buffer.concat([before, own]).toString('base64').replaceAll('/', '-');
}

function bytesOf(rid: string) {
  return Buffer.from(rid.replaceAll('-', '/'), 'base64');
}
