/** The `_etag` of the write with this number. */
export function etagOf(serial: number): string {
  return `"${serial.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000"`;
}
