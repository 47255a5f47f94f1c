import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

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
