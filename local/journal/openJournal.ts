import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { StartRefusal } from '../start/startRefusal.ts';
import type { JournalKind } from './journalKind.ts';
import {
  type Damage,
  type JournalHead,
  headLength,
  readHead,
  recordsOf,
  writeHead,
  writeRecord,
} from './journalRecords.ts';

/** An append-only file of committed changes: what stands in it survives `kill -9`. */
export interface Journal<Entry> {
  /** Writes one entry. Resolves once it is on disk; entries are replayed in the order of these calls. */
  append(entry: Entry): Promise<void>;
  /** Resolves once everything appended so far is on disk: answer nobody before. */
  flushed(): Promise<void>;
  close(): Promise<void>;
}

interface JournalOptions<Entry> {
  /** Without a file nothing is kept (tests). */
  readonly file: string | undefined;
  readonly kind: JournalKind<Entry>;
  /** Is told every entry of the file, in order. */
  readonly replay: (entry: Entry) => void;
  /**
   * Entries that come to the same as all those that were appended so far; what is appended must show here at once. With them
   * the file is written anew whenever it has grown to several times what is still of use.
   */
  readonly snapshot?: () => Iterable<Entry>;
}

/** Below this a file is not worth writing anew. */
const smallBytes = 1024 * 1024;
const growth = 3;
const chunkBytes = 1024 * 1024;
const sync = promisify(fdatasync);

/**
 * Opens a journal and replays what is in it. Records at the end that a crash has torn are cut off: they were never acknowledged.
 *
 * @throws StartRefusal that names the byte where the file is not what was written; it stays as it is
 */
export function openJournal<Entry>({ file, kind, replay, snapshot }: JournalOptions<Entry>): Journal<Entry> {
  if (file === undefined) return memoryJournal<Entry>();
  let { descriptor, head, length } = existsSync(file) ? readJournal(file, kind, replay) : rewrite(file, kind, []);
  let pending: string[] = [];
  let waiting = Promise.withResolvers<undefined>();
  let writing: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  const drain = async () => {
    while (pending.length > 0) {
      const group = pending;
      const written = waiting;
      pending = [];
      waiting = Promise.withResolvers();
      try {
        if (snapshot && length > Math.max(smallBytes, growth * head.compacted)) {
          closeSync(descriptor);
          ({ descriptor, head, length } = rewrite(file, kind, snapshot()));
        } else {
          const bytes = Buffer.concat(group.map(writeRecord));
          writeAll(descriptor, bytes, length);
          await sync(descriptor);
          length += bytes.length;
          head = { ...head, acknowledged: length };
          // Goes to the disk with what is written next: it may say too little, never too much.
          writeAll(descriptor, writeHead(head), 0);
        }
      } catch (error) {
        // What is on disk is unknown now: stop, so that nothing is acknowledged that may be lost.
        written.reject(error);
        throw error;
      }
      written.resolve(undefined);
    }
  };
  const kick = () => {
    writing ??= drain().then(() => {
      writing = undefined;
      // Whoever was told may have appended before this line ran.
      if (pending.length > 0) kick();
    });
    writing.catch(() => process.kill(process.pid, 'SIGKILL'));
  };
  return {
    append(entry) {
      pending.push(kind.write(entry));
      last = waiting.promise;
      kick();
      return last;
    },
    // Not until nothing is being written: under steady writing that would be never.
    flushed: () => last,
    async close() {
      while (writing) await writing;
      closeSync(descriptor);
    },
  };
}

interface OpenFile {
  descriptor: number;
  head: JournalHead;
  /** Up to where it is written, in bytes. */
  length: number;
}

function readJournal<Entry>(file: string, kind: JournalKind<Entry>, replay: (entry: Entry) => void): OpenFile {
  const refuse = ({ offset, reason }: Damage, cause?: unknown) =>
    new StartRefusal(
      `${file} cannot be used from byte ${offset} on: ${reason}. Copy what is sound by --recover <new folder>, or begin from nothing by --reset.`,
      { cause },
    );
  const bytes = readFileSync(file);
  const head = readHead(bytes, kind.name);
  if ('reason' in head) throw refuse(head);
  let length = headLength;
  for (const record of recordsOf(bytes, headLength)) {
    if (record.text === undefined) {
      if (record.offset >= head.acknowledged) break;
      throw refuse({
        ...record,
        reason: bytes.length < head.acknowledged ? cutOff(head) : 'the record there is damaged',
      });
    }
    try {
      replay(kind.read(record.text));
    } catch (error) {
      throw refuse({ ...record, reason: `the record there is not understood (${(error as Error).message})` }, error);
    }
    length += record.length;
  }
  if (length < head.acknowledged) {
    throw refuse({ offset: length, length: 0, reason: cutOff(head) });
  }
  const descriptor = openSync(file, 'r+');
  // Only now: a journal that is refused stays as it is.
  if (length < bytes.length) ftruncateSync(descriptor, length);
  return { descriptor, head, length };
}

const cutOff = ({ acknowledged }: JournalHead) => `the file is cut off, it had ${acknowledged} bytes`;

/** Puts a file with these entries, and no others, in the place of the old one in one atomic step. */
function rewrite<Entry>(file: string, kind: JournalKind<Entry>, entries: Iterable<Entry>): OpenFile {
  const next = `${file}.next`;
  const descriptor = openSync(next, 'w+', 0o600);
  let length = headLength;
  let chunk: Buffer[] = [];
  let chunkLength = 0;
  const flush = () => {
    writeAll(descriptor, Buffer.concat(chunk), length);
    length += chunkLength;
    chunk = [];
    chunkLength = 0;
  };
  for (const entry of entries) {
    const record = writeRecord(kind.write(entry));
    chunk.push(record);
    chunkLength += record.length;
    if (chunkLength > chunkBytes) flush();
  }
  flush();
  const head = { journal: kind.name, compacted: length, acknowledged: length };
  writeAll(descriptor, writeHead(head), 0);
  fsyncSync(descriptor);
  renameSync(next, file);
  syncFolder(file);
  return { descriptor, head, length };
}

function writeAll(descriptor: number, bytes: Buffer, position: number) {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at, bytes.length - at, position + at);
}

function syncFolder(file: string) {
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function memoryJournal<Entry>(): Journal<Entry> {
  return { append: () => Promise.resolve(), flushed: () => Promise.resolve(), close: () => Promise.resolve() };
}
