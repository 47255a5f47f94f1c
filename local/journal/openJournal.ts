import { closeSync, openSync, readFileSync, writeSync, fdatasync, fsyncSync, ftruncateSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

/** An append-only file of JSON lines, one per committed change: what stands in it survives `kill -9`. */
export interface Journal<Entry> {
  /** Writes one entry. Resolves once it is on disk; entries are replayed in the order of these calls. */
  append(entry: Entry): Promise<void>;
  /** Resolves once everything appended so far is on disk: answer nobody before. */
  flushed(): Promise<void>;
  /** Replaces all entries by these, which must describe the same state, in one atomic step. */
  compact(entries: Iterable<Entry>): Promise<void>;
  /** Number of entries in the file. */
  readonly length: number;
  close(): Promise<void>;
}

/**
 * Opens a journal and replays what is in it. A last line that a crash has torn is cut off: it was never acknowledged.
 * Without a file nothing is kept (tests).
 *
 * @throws Error when a line other than the last one is no JSON: the file was changed by somebody else.
 */
export function openJournal<Entry>(file: string | undefined, replay: (entry: Entry) => void): Journal<Entry> {
  if (file === undefined) return memoryJournal<Entry>();
  let descriptor = openSync(file, 'a+', 0o600);
  let length = replayFile(file, descriptor, replay);
  let pending: { text: string; done: (error?: Error) => void }[] = [];
  let writing: Promise<void> | undefined;
  let last = Promise.resolve();

  const sync = (fd: number) =>
    new Promise<void>((ok, no) => {
      fdatasync(fd, (error) => (error ? no(error) : ok()));
    });
  const drain = async () => {
    while (pending.length > 0) {
      const group = pending;
      pending = [];
      try {
        writeAll(descriptor, group.map(({ text }) => text).join(''));
        await sync(descriptor);
        for (const { done } of group) done();
      } catch (error) {
        // What is on disk is unknown now: stop, so that nothing is acknowledged that may be lost.
        for (const { done } of group) done(error as Error);
        throw error;
      }
    }
  };
  const kick = () => {
    writing ??= drain().then(() => {
      writing = undefined;
      // Whoever was told `done` may have appended before this line ran.
      if (pending.length > 0) kick();
    });
    writing.catch(() => process.kill(process.pid, 'SIGKILL'));
  };
  const append = (entry: Entry) => {
    last = new Promise<void>((ok, no) => {
      pending.push({ text: JSON.stringify(entry) + '\n', done: (error) => (error ? no(error) : ok()) });
      length++;
      kick();
    });
    return last;
  };
  return {
    append,
    // Not until nothing is being written: under steady writing that would be never.
    flushed: () => last,
    async compact(entries) {
      while (writing) await writing;
      const next = `${file}.next`;
      const fd = openSync(next, 'w', 0o600);
      let count = 0;
      for (const entry of entries) {
        writeAll(fd, JSON.stringify(entry) + '\n');
        count++;
      }
      fsyncSync(fd);
      renameSync(next, file);
      syncFolder(file);
      closeSync(descriptor);
      descriptor = fd;
      length = count;
    },
    get length() {
      return length;
    },
    async close() {
      while (writing) await writing;
      closeSync(descriptor);
    },
  };
}

function replayFile(file: string, descriptor: number, replay: (entry: never) => void): number {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(10) + 1;
  let count = 0;
  for (let start = 0; start < end; count++) {
    const stop = bytes.indexOf(10, start);
    let entry: never;
    try {
      entry = JSON.parse(bytes.toString('utf8', start, stop)) as never;
    } catch (cause) {
      throw new Error(`Line ${count + 1} of ${file} is damaged; start with --reset to begin from nothing.`, { cause });
    }
    replay(entry);
    start = stop + 1;
  }
  // Only now: a journal that `replay` refuses stays as it is.
  if (end < bytes.length) ftruncateSync(descriptor, end);
  return count;
}

function writeAll(descriptor: number, text: string) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

function syncFolder(file: string) {
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function memoryJournal<Entry>(): Journal<Entry> {
  let length = 0;
  return {
    append: () => {
      length++;
      return Promise.resolve();
    },
    flushed: () => Promise.resolve(),
    compact: () => Promise.resolve(),
    get length() {
      return length;
    },
    close: () => Promise.resolve(),
  };
}
