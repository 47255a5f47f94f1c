import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDataFolder } from '../../../local/start/openDataFolder.ts';
import { StartRefusal } from '../../../local/start/startRefusal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const open = (reset = false) => openDataFolder(folder, { reset });
const put = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
};
/** All files with their content. */
const content = () =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

test('a folder is made where there is none, and opened again after its release', () => {
  const path = join(folder, 'a', 'b');
  openDataFolder(path, { reset: false }).release();
  writeFileSync(join(path, 'kept.jsonl'), '1');
  openDataFolder(path, { reset: false }).release();
  expect(readdirSync(path).sort()).toEqual(['format.json', 'kept.jsonl']);
});

test('a folder in use is refused, --reset or not, and nothing is touched', () => {
  const first = open();
  put('state.jsonl', '1');
  const before = content();
  for (const reset of [false, true]) expect(() => open(reset)).toThrow(/in use by process/);
  expect(content()).toEqual(before);
  first.release();
  open().release();
});

test('a folder of another live process is refused; once that process is dead it is taken over', async () => {
  open().release();
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const ended = new Promise((done) => other.once('exit', done));
  await new Promise((done) => other.once('spawn', done));
  const pid = other.pid ?? 0;
  // On Linux a lock says when its process began, too: as it says for this one.
  const first = open();
  const isLinux = /^\d+ \d+$/.test(content()['lock'] ?? '');
  first.release();
  const began = isLinux ? (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '') : '';
  put('lock', `${pid} ${began}`);
  const before = content();
  expect(() => open()).toThrow(StartRefusal);
  expect(content()).toEqual(before);
  other.kill('SIGKILL');
  await ended;
  open().release();
  expect(readdirSync(folder)).toEqual(['format.json']);
});

test.each([
  ['a newer version', '{"format":3}', /by a newer version \(format 3, this one knows 2\)/],
  ['an older version', '{"format":1}', /by an older version \(format 1, this one knows 2\)/],
  ['a version that can no more be read', '{"for', /format.json is damaged/],
])('a folder of %s is refused and nothing is touched; --reset begins from nothing', (_, format, message) => {
  put('format.json', format);
  put('state.jsonl', '1');
  const before = content();
  expect(() => open()).toThrow(message);
  expect(content()).toEqual(before);
  open(true).release();
  expect(content()).toEqual({ 'format.json': '{"format":2}\n' });
});

// Guarantee: `--data ~ --reset` does not empty somebody's home.
test('a folder with other things in it is never taken, nor emptied', () => {
  put('diary.txt', 'dear');
  for (const reset of [false, true]) expect(() => open(reset)).toThrow(/something else/);
  expect(content()).toEqual({ 'diary.txt': 'dear' });
});

test('a reset that a crash cut short is finished by the next start', () => {
  open().release();
  put('half.jsonl', '1');
  mkdirSync(join(folder, 'more'));
  put('resetting', '');
  open().release();
  expect(readdirSync(folder)).toEqual(['format.json']);
});

test('a file is no folder', () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'x');
  expect(() => openDataFolder(file, { reset: false })).toThrow(StartRefusal);
  expect(existsSync(file)).toBe(true);
});
