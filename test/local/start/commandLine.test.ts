import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openDirectory } from '../../../local/directory/openDirectory.ts';
import { openDataFolder } from '../../../local/start/openDataFolder.ts';
import { recoverFolder } from '../../../local/start/recoverFolder.ts';

interface Run {
  output: string;
  errors: string;
  /** The ready line, or undefined when the process ended without one. */
  ready: Promise<{ api: string[]; standIn: string; pid: number[] } | undefined>;
  exit: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, ['local/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ready = Promise.withResolvers<Awaited<Run['ready']>>();
  const exit = Promise.withResolvers<number | null>();
  const running: Run = {
    output: '',
    errors: '',
    ready: ready.promise,
    exit: exit.promise,
    signal: (name) => child.kill(name),
  };
  child.stdout.on('data', (data: Buffer) => {
    running.output += data.toString();
    const [line] = /^\{"ready".*\}$/m.exec(running.output) ?? [];
    if (line) ready.resolve(JSON.parse(line) as Awaited<Run['ready']>);
  });
  child.stderr.on('data', (data: Buffer) => (running.errors += data.toString()));
  child.on('close', (code) => {
    ready.resolve(undefined);
    exit.resolve(code);
  });
  return running;
}

const free = ['--port', '0', '--stand-in-port', '0', '--cosmos-port', '0', '--empty'];

test('an unknown flag: one sentence, exit 1', async () => {
  const refused = run('--prot', '1');
  expect(await refused.exit).toBe(1);
  expect(refused.errors).toMatch(/^Unknown option '--prot'; .*\.\n$/);
});

test('a folder that has no build: one sentence, exit 1', async () => {
  const refused = run(...free, '--app', 'test');
  expect(await refused.exit).toBe(1);
  expect(refused.errors).toMatch(/^--app takes a folder that npm run build made; there is no .*registerApp\.mjs\.\n$/);
});

test('ready line, a folder in use, kill -9, the same folder again, SIGTERM', async () => {
  const data = mkdtempSync(join(tmpdir(), 'start-'));
  const first = run(...free, '--data', data);
  const ready = await first.ready;
  expect(Object.keys(ready ?? {}).sort()).toEqual(['api', 'cosmos', 'pid', 'ready', 'standIn']);
  expect(first.output).toMatch(/^ready in \d+ ms\n/);

  const second = run(...free, '--data', data, '--reset');
  expect([await second.exit, second.output]).toEqual([1, '']);
  expect(second.errors).toBe(
    `${data} is in use by process ${ready?.pid[0] ?? 0}; stop it, or name another folder by --data.\n`,
  );

  const person = `${ready?.standIn ?? ''}/control/tenants/${crypto.randomUUID()}/users/${crypto.randomUUID()}`;
  const body = JSON.stringify({ displayName: 'Zoe', userPrincipalName: 'zoe@x.example' });
  expect((await fetch(person, { method: 'PUT', body })).status).toBe(200);
  first.signal('SIGKILL');
  await first.exit;

  const third = run(...free, '--data', data, '--quiet');
  const standIn = (await third.ready)?.standIn ?? '';
  const token = JSON.stringify({ userPrincipalName: 'zoe@x.example' });
  expect((await fetch(`${standIn}/identity/token`, { method: 'POST', body: token })).status).toBe(200);
  third.signal('SIGTERM');
  expect([await third.exit, third.errors]).toEqual([0, '']);
  rmSync(data, { recursive: true });
});

test('a damaged file: one sentence with its byte, exit 1; --recover copies the rest and says what it left out', async () => {
  const data = mkdtempSync(join(tmpdir(), 'start-'));
  const folder = openDataFolder(data, { reset: false });
  const file = join(data, 'directory.jsonl');
  const directory = openDirectory({ file });
  for (const name of ['zoe', 'yan', 'xia']) {
    const objectId = crypto.randomUUID();
    const person = { wids: [], roles: [], memberOf: [], kind: 'user' as const };
    await directory.putUser({
      ...person,
      tenantId: 't',
      objectId,
      displayName: name,
      userPrincipalName: `${name}@x.example`,
    });
  }
  await directory.close();
  folder.release();
  const bytes = readFileSync(file);
  const offset = bytes.lastIndexOf(10, -2) + 1;
  bytes[offset + 20] = (bytes[offset + 20] ?? 0) ^ 4;
  writeFileSync(file, bytes);

  const damaged = run(...free, '--data', data);
  const rescued = join(data, 'rescued');
  expect([await damaged.exit, damaged.output]).toEqual([1, '']);
  expect(damaged.errors).toBe(
    `${file} cannot be used from byte ${offset} on: the record there is damaged. ` +
      'Copy what is sound by --recover <new folder>, or begin from nothing by --reset.\n',
  );
  const recovering = run('--data', data, '--recover', rescued);
  expect([await recovering.exit, recovering.errors]).toEqual([0, '']);
  expect(recovering.output).toContain(`directory.jsonl: 2 records copied, 1 left out
  ${bytes.length - offset} bytes from byte ${offset} on: damaged
`);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  await expect(recoverFolder(data, rescued)).rejects.toThrow(`${rescued} is not empty; name a new folder.`);
  await expect(recoverFolder(tmpdir(), join(data, 'other'))).rejects.toThrow('something else than data');

  openDataFolder(rescued, { reset: false }).release();
  const sound = openDirectory({ file: join(rescued, 'directory.jsonl') });
  expect(['zoe', 'yan', 'xia'].map((name) => sound.userByPrincipalName(`${name}@x.example`)?.displayName)).toEqual([
    'zoe',
    'yan',
    undefined,
  ]);
  await sound.close();
  rmSync(data, { recursive: true });
});

test('X6 two instances: two processes on the same stand-ins and the same clock, and neither outlives the other', async () => {
  const data = mkdtempSync(join(tmpdir(), 'start-'));
  const both = run(...free, '--data', data, '--instances', '2', '--test-clock', '--quiet');
  const { api = [], standIn = '', pid = [] } = (await both.ready) ?? {};
  expect([new Set(api).size, new Set(pid).size]).toEqual([2, 2]);
  const said = JSON.stringify({ userPrincipalName: 'operator@platform.example' });
  const issued = await fetch(`${standIn}/identity/token`, { method: 'POST', body: said });
  const { access_token: token } = (await issued.json()) as { access_token: string };
  const me = () =>
    Promise.all(
      api.map(async (base) => (await fetch(`${base}/me`, { headers: { authorization: `Bearer ${token}` } })).status),
    );
  expect(await me()).toEqual([200, 200]);
  await fetch(`${standIn}/control/clock`, { method: 'POST', body: '{"advanceSeconds":7200}' });
  expect(await me()).toEqual([401, 401]);
  process.kill(pid[1] ?? 0, 'SIGKILL');
  expect(await both.exit).toBe(0);
  rmSync(data, { recursive: true });
});
