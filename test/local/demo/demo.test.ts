import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTelling } from '../../../local/demo/createTelling.ts';
import { runDemo } from '../../../local/demo/runDemo.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** `npm run demo` with these flags. */
async function demo(...flags: string[]) {
  const child = spawn(process.execPath, ['local/demo.ts', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const code = await new Promise((ended) => child.once('close', ended));
  return { code, output, errors };
}

test('npm run demo tells the main job to its end, in plain text where nobody watches', async () => {
  const [api = ''] = world.product.api;
  const { code, output, errors } = await demo('--api', api, '--stand-in', world.product.standIn);
  expect([code, errors]).toEqual([0, '']);
  expect(output.match(/^\d+\. .*/gm)).toHaveLength(9);
  expect(output).toContain(
    'Paul      GET /partner/customers/{Northwind}/rooms -> 200 Aurora, Borealis, Cirrus, Delta, Equinox\n',
  );
  expect(output).toContain('404, every one of them.\n');
  expect(output).not.toMatch(/\u001b|undefined|\[object|[0-9a-f]{8}-[0-9a-f]{4}/);
});

test('it can be told again on the same product', async () => {
  const lines: string[] = [];
  const telling = createTelling((line) => lines.push(line), { colour: true });
  await runDemo({ api: world.product.api[0] ?? '', standIn: world.product.standIn }, telling);
  expect(lines.join('\n')).toContain('\u001b[32m200\u001b[0m Northwind, active');
});

test('a product that does otherwise ends it: what was expected, what came', async () => {
  // Shows every partner a room that was not offered.
  const leaky = createServer((request, response) => {
    void (async () => {
      const chunks = await request.toArray();
      const path = request.url ?? '';
      const answer = await fetch(world.product.host.origin + path, {
        method: request.method ?? '',
        headers: {
          'content-type': 'application/json',
          ...(request.headers.authorization ? { authorization: request.headers.authorization } : {}),
        },
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks as Buffer[]) } : {}),
      });
      const text = await answer.text();
      const isLeak = path.startsWith('/api/v1/partner/customers/') && path.endsWith('/rooms') && answer.status === 200;
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(isLeak ? text.replace('"value":[', '"value":[{"name":"Boardroom"},') : text);
    })();
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => leaky.once('listening', listening));
  const api = `http://127.0.0.1:${(leaky.address() as AddressInfo).port}/api/v1`;
  const { code, errors } = await demo('--api', api, '--stand-in', world.product.standIn);
  leaky.closeAllConnections();
  leaky.close();
  expect(code).toBe(1);
  expect(errors).toBe(
    '\nThe demo stopped. The rooms that Paul sees: expected "Aurora, Borealis, Cirrus, Delta, Equinox", found "Boardroom, Aurora, Borealis, Cirrus, Delta, Equinox".\n',
  );
});

test.each([
  [
    ['--stand-in', 'http://localhost:1'],
    /^\nThe demo stopped. Nothing answers at http:\/\/localhost:1; is `npm start` running\?/,
  ],
  [['--apo', 'x'], /^\nThe demo stopped. Unknown option '--apo'/],
  [['--api', 'nowhere', '--stand-in', 'nowhere'], /^\nThe demo stopped. nowhere is no address/],
])('%j: one clear sentence, exit 1', async (flags, message) => {
  const { code, output, errors } = await demo(...flags);
  expect([code, output]).toEqual([1, '']);
  expect(errors).toMatch(message);
});
