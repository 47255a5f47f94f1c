import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { jsonJournal } from '../../../local/journal/journalKind.ts';
import { writeRecord } from '../../../local/journal/journalRecords.ts';
import { openJournal } from '../../../local/journal/openJournal.ts';
import { recoverJournal } from '../../../local/journal/recoverJournal.ts';
import { StartRefusal } from '../../../local/start/startRefusal.ts';

interface Entry {
  n: number;
  text: string;
}
const kind = jsonJournal<Entry>('numbers');
const entries = Array.from({ length: 14 }, (_, n) => ({ n, text: 'äß "\n\t'.repeat(n % 5) }));

let folder = '';
let file = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'numbers.jsonl');
  const journal = open().journal;
  await Promise.all(entries.map((entry) => journal.append(entry)));
  await journal.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(snapshot?: () => Entry[]) {
  const found: Entry[] = [];
  const journal = openJournal({
    file,
    kind,
    replay: (entry) => found.push(entry),
    ...(snapshot && { snapshot }),
  });
  return { journal, found };
}
async function content() {
  const { journal, found } = open();
  await journal.close();
  return found;
}
/** The byte from which on the file is refused. */
function refusedAt() {
  try {
    open();
  } catch (error) {
    const { message } = error as StartRefusal;
    return error instanceof StartRefusal && message.startsWith(file) && Number(/from byte (\d+) on/.exec(message)?.[1]);
  }
  return undefined;
}
/** The first byte of the record that this byte is in. */
const recordAt = (bytes: Buffer, offset: number) => (offset < 128 ? 0 : bytes.lastIndexOf(10, offset - 1) + 1);

test('what was appended is there again, in order', async () => {
  expect(await content()).toEqual(entries);
});

test('one flipped bit, wherever it is, is found, its record named, and the file left alone', () => {
  const whole = readFileSync(file);
  expect(whole.length).toBeGreaterThan(600);
  const found = Array.from(whole.keys(), (offset) => {
    const damaged = Buffer.from(whole);
    damaged[offset] = (whole[offset] ?? 0) ^ (1 << ((offset * 7) % 8));
    writeFileSync(file, damaged);
    return [refusedAt(), readFileSync(file).equals(damaged)];
  });
  expect(found).toEqual(Array.from(whole.keys(), (offset) => [recordAt(whole, offset), true]));
});

test('any byte in the place of another is found', () => {
  const whole = readFileSync(file);
  for (let round = 0; round < 300; round++) {
    const damaged = Buffer.from(whole);
    const offset = Math.floor(Math.random() * whole.length);
    const byte = Math.floor(Math.random() * 256);
    damaged[offset] = byte;
    writeFileSync(file, damaged);
    const expected = byte === whole[offset] ? undefined : recordAt(whole, offset);
    expect([offset, byte, refusedAt()]).toEqual([offset, byte, expected]);
  }
});

test('a file that is cut off anywhere is refused: it had been acknowledged', () => {
  const whole = readFileSync(file);
  const found = Array.from(whole.keys(), (length) => {
    writeFileSync(file, whole.subarray(0, length));
    return [refusedAt(), statSync(file).size];
  });
  expect(found).toEqual(Array.from(whole.keys(), (length) => [recordAt(whole, length), length]));
});

test('what a crash has torn behind the last acknowledged record is dropped, all of it or from where it is torn', async () => {
  const whole = readFileSync(file);
  const more = [
    { n: 100, text: 'whole' },
    { n: 101, text: 'torn' },
  ].map((entry) => writeRecord(JSON.stringify(entry)));
  const tail = Buffer.concat(more);
  for (let length = 0; length <= tail.length; length++) {
    writeFileSync(file, Buffer.concat([whole, tail.subarray(0, length)]));
    const kept = (await content()).length - entries.length;
    expect([length, kept]).toEqual([length, length < (more[0]?.length ?? 0) ? 0 : length < tail.length ? 1 : 2]);
  }
});

test('what comes after a torn record was dropped is appended in its place', async () => {
  appendFileSync(file, '12345678 {"n":');
  const { journal } = open();
  await journal.append({ n: 7, text: '' });
  await journal.close();
  expect(await content()).toEqual([...entries, { n: 7, text: '' }]);
});

test.each([
  ['something else', 'dear diary\n'],
  ['nothing', ''],
  ['a journal of the format without checksums', '{"format":1,"serial":0}\n'],
])('a file that holds %s is refused and left alone', (_, text) => {
  writeFileSync(file, text);
  expect(() => open()).toThrow('from byte 0 on: it is no data file of ours');
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('the journal of something else is refused', () => {
  expect(() => openJournal({ file, kind: jsonJournal('letters'), replay: () => undefined })).toThrow(
    'from byte 0 on: it is the journal numbers',
  );
});

test('a record that is not understood is refused by its byte', () => {
  const replay = ({ n }: Entry) => {
    if (n === 3) throw new Error('three');
  };
  expect(() => openJournal({ file, kind, replay })).toThrow(
    /from byte \d+ on: the record there is not understood \(three\)/,
  );
});

test('a file that grows is written anew with what is of use, and again, without an end', async () => {
  const text = 'x'.repeat(60_000);
  let latest: Entry = { n: -1, text };
  const { journal } = open(() => [latest]);
  let largest = 0;
  for (let n = 0; n < 150; n++) {
    latest = { n, text };
    await journal.append(latest);
    largest = Math.max(largest, statSync(file).size);
  }
  await journal.close();
  expect(largest).toBeLessThan(2 * 1024 * 1024);
  expect((await content()).at(-1)).toEqual(latest);
  expect(readdirSync(folder)).toEqual(['numbers.jsonl']);
});

test('while a file is written anew nothing that was appended meanwhile is lost or doubled', async () => {
  const state = new Set<number>();
  const text = 'x'.repeat(5000);
  const { journal } = open(() => [...state].map((n) => ({ n, text })));
  await Promise.all(
    Array.from({ length: 1500 }, async (_, n) => {
      state.add(1000 + n);
      const written = journal.append({ n: 1000 + n, text });
      if (n % 100 === 0) await new Promise(setImmediate);
      await written;
    }),
  );
  await journal.close();
  const found = (await content()).map(({ n }) => n).filter((n) => n >= 1000);
  expect(found.sort((a, b) => a - b)).toEqual([...state]);
});

test('a recovery copies every sound record and says what it left out, and where', async () => {
  const whole = readFileSync(file);
  for (const offset of [5, 130, 300, whole.length - 1]) {
    const damaged = Buffer.from(whole);
    damaged[offset] = (whole[offset] ?? 0) ^ 1;
    writeFileSync(file, damaged);
    const copy = join(folder, `copy${offset}.jsonl`);
    const { copied, leftOut } = await recoverJournal(file, copy, kind);
    expect(leftOut).toMatchObject([{ offset: recordAt(whole, offset) }]);
    expect(copied).toBe(offset < 128 ? entries.length : entries.length - 1);
    expect(readFileSync(file).equals(damaged)).toBe(true);
    file = copy;
    expect(await content()).toHaveLength(copied);
    file = join(folder, 'numbers.jsonl');
  }
});

test('a recovery of a file that is cut off says how much is missing', async () => {
  const whole = readFileSync(file);
  const end = recordAt(whole, 300);
  writeFileSync(file, whole.subarray(0, end));
  const { leftOut } = await recoverJournal(file, join(folder, 'copy.jsonl'), kind);
  expect(leftOut).toEqual([{ offset: end, length: whole.length - end, reason: 'cut off' }]);
});

test('what builds on a record that was left out is left out, too', async () => {
  const replayer = () => {
    const seen = new Set<number>();
    return ({ n }: Entry) => {
      if (n > 0 && !seen.has(n - 1)) throw new Error(`builds on ${n - 1}`);
      seen.add(n);
    };
  };
  const damaged = readFileSync(file);
  const offset = recordAt(damaged, 300);
  damaged[offset + 12] = 0;
  writeFileSync(file, damaged);
  const { copied, leftOut } = await recoverJournal(file, join(folder, 'copy.jsonl'), { ...kind, replayer });
  expect(leftOut[0]).toMatchObject({ offset, reason: 'damaged' });
  expect(leftOut[1]).toMatchObject({ reason: `builds on ${copied}` });
  expect(copied + leftOut.length).toBe(entries.length);
});
