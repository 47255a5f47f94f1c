import { crc32 } from 'node:zlib';

/*
 * A journal's file: records of the form `<CRC-32 of what follows, 8 hexadecimal digits> <text>\n`. The first record, the
 * head, has a fixed length and is written over in place.
 */

/** What the first record says of the others. */
export interface JournalHead {
  /** The name of its kind. */
  readonly journal: string;
  /** Length of the file when it was last written anew, in bytes. */
  readonly compacted: number;
  /** Up to this byte everything was acknowledged: it is there, or the file is damaged. */
  readonly acknowledged: number;
}

/** Where a file is not what was written, and why. */
export interface Damage {
  readonly offset: number;
  /** In bytes; 0 where something is missing. */
  readonly length: number;
  readonly reason: string;
}

/** A record in its file; `text` is undefined where the checksum is not that of the text. */
interface JournalRecord {
  readonly offset: number;
  readonly length: number;
  readonly text: string | undefined;
}

const newline = 10;
const checksumLength = 9;
export const headLength = 128;

export function writeRecord(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const record = Buffer.allocUnsafe(checksumLength + length + 1);
  record.write(text, checksumLength);
  record[checksumLength + length] = newline;
  record.write(`${checksumOf(record.subarray(checksumLength, -1))} `, 0, 'latin1');
  return record;
}

export function writeHead(head: JournalHead): Buffer {
  return writeRecord(JSON.stringify(head).padEnd(headLength - checksumLength - 1));
}

/** The head of a file; damage where it has none that can be believed, or is the journal of something else. */
export function readHead(bytes: Buffer, name: string): JournalHead | Damage {
  const [first] = recordsOf(bytes.subarray(0, headLength), 0);
  if (first?.text === undefined || first.length !== headLength) {
    const looksLikeOne = /^[\da-f]{8} \{"journal"/.test(bytes.toString('latin1', 0, 32));
    return {
      offset: 0,
      length: headLength,
      reason: looksLikeOne ? 'its head is damaged' : 'it is no data file of ours',
    };
  }
  const head = JSON.parse(first.text) as JournalHead;
  return head.journal === name ? head : { offset: 0, length: headLength, reason: `it is the journal ${head.journal}` };
}

/** The records from a byte on; what is not closed by a line break is the last one, without a text. */
export function* recordsOf(bytes: Buffer, from: number): Generator<JournalRecord> {
  for (let offset = from; offset < bytes.length;) {
    const end = bytes.indexOf(newline, offset);
    const length = (end < 0 ? bytes.length : end + 1) - offset;
    yield { offset, length, text: end < 0 ? undefined : textOf(bytes.subarray(offset, end)) };
    offset += length;
  }
}

function textOf(record: Buffer): string | undefined {
  const text = record.subarray(checksumLength);
  const checksum = record.toString('latin1', 0, checksumLength);
  return checksum === `${checksumOf(text)} ` ? text.toString() : undefined;
}

function checksumOf(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
