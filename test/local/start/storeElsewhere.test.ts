import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { emulatorKey } from '../../../local/cosmos/emulatorKey.ts';
import { openCosmos } from '../../../local/cosmos/openCosmos.ts';
import { accountAt } from '../../../local/start/accountAt.ts';

test('the key: of the environment, else the emulator has its own and an account none', () => {
  const account = 'https://contoso.documents.azure.com/';
  expect(accountAt('https://localhost:8081/', {}).key).toBe(emulatorKey);
  expect(accountAt('http://127.0.0.1:8081', { COSMOS_KEY: 'a2V5' }).key).toBe('a2V5');
  expect(accountAt(account, { COSMOS_KEY: 'a2V5' })).toEqual({ endpoint: account, key: 'a2V5' });
  expect(accountAt(account, {})).toEqual({ endpoint: account, key: undefined });
});

test('a start on a store that was started elsewhere keeps everything there, and says what it can not do', async () => {
  const clock = { now: () => new Date() };
  const store = openCosmos({ clock, key: emulatorKey });
  const served = await store.listen(0);
  const data = mkdtempSync(join(tmpdir(), 'start-'));
  const endpoint = `http://localhost:${served.port}`;
  const args = ['--cosmos', endpoint, '--data', data, '--empty', '--quiet', '--port', '0', '--stand-in-port', '0'];
  const { COSMOS_KEY: _, ...environment } = process.env;
  const child = spawn(process.execPath, ['local/main.ts', ...args], { env: environment });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.startsWith('{"ready"')) break;
  }
  const ready = JSON.parse(lines.at(-1) ?? '{}') as { api: [string]; standIn: string; cosmos: string };
  expect(ready.cosmos).toBe(endpoint);

  const said = { userPrincipalName: 'operator@platform.example' };
  const token = await fetch(`${ready.standIn}/identity/token`, { method: 'POST', body: JSON.stringify(said) });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const tenantId = 'd0000000-0000-4000-8000-000000000001';
  const registered = await fetch(`${ready.api[0]}/platform/tenants/${tenantId}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({ displayName: 'A', defaultDomain: 'a.example', domains: ['a.example'], partner: false }),
  });
  expect(registered.status).toBe(201);
  expect(store.inspect('tenants', tenantId).length).toBeGreaterThan(0);
  expect(existsSync(join(data, 'cosmos.jsonl'))).toBe(false);

  const control = async (method: string, path: string, body?: object) => {
    const init = body ? { method, body: JSON.stringify(body) } : { method };
    const response = await fetch(`${ready.standIn}/control/${path}`, init);
    return [response.status, await response.json()] as const;
  };
  const refused = [409, { error: { code: 'storeElsewhere', message: expect.stringContaining(endpoint) } }];
  expect(await control('GET', 'store?container=tenants')).toEqual(refused);
  expect(await control('GET', 'store/partitions?container=tenants')).toEqual(refused);
  expect(await control('GET', 'meter')).toEqual(refused);
  expect(await control('POST', 'faults', { target: 'cosmos', do: { status: 503 }, times: 1 })).toEqual(refused);
  expect((await control('POST', 'faults', { target: 'graph', do: { status: 503 }, times: 1 }))[0]).toBe(200);
  expect((await control('GET', 'faults'))[1]).toHaveLength(1);
  expect((await control('GET', 'clock'))[0]).toBe(200);

  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await served.close();
  await store.close();
  rmSync(data, { recursive: true });
});
