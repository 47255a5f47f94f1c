import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createLog } from '../../../local/start/createLog.ts';
import { loadLocalSettings } from '../../../local/start/loadLocalSettings.ts';

const line = { at: '2026-11-22T10:00:00.000Z', method: 'GET', path: '/api/v1/me', status: 200, ms: 1.2345 };

test('one line per request, as text or JSON; quiet leaves them out but keeps errors', () => {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text);
  createLog({ quiet: false, json: false, write }).request({ ...line, requestId: 'r1', caller: 't/o' });
  createLog({ quiet: false, json: true, write }).request(line);
  const quiet = createLog({ quiet: true, json: true, write });
  quiet.request(line);
  quiet.error('here', 'broken\nin two');
  expect(lines).toEqual([
    '2026-11-22T10:00:00.000Z GET /api/v1/me 200 1.2 ms r1 t/o\n',
    JSON.stringify({ ...line, ms: 1.2 }) + '\n',
    JSON.stringify({ level: 'error', where: 'here', error: 'broken\nin two' }) + '\n',
  ]);
});

test('settings fill what the environment leaves open; no file is no error, a wrong one is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  const file = join(folder, 'local.settings.json');
  const environment: Record<string, string | undefined> = { SET: 'mine' };
  loadLocalSettings(file, environment);
  writeFileSync(file, JSON.stringify({ IsEncrypted: false, Values: { SET: 'theirs', OPEN: 'theirs' }, Host: {} }));
  loadLocalSettings(file, environment);
  expect(environment).toEqual({ SET: 'mine', OPEN: 'theirs' });
  for (const wrong of ['{', '{"IsEncrypted":true,"Values":{"A":"x"}}', '{"Values":{"A":1}}']) {
    writeFileSync(file, wrong);
    expect(() => loadLocalSettings(file, environment)).toThrow(/settings file/);
  }
  rmSync(folder, { recursive: true });
});
