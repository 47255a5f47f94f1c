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
  expect(output.match(/^\d+\. .*/gm)).toHaveLength(17);
  expect(output).toContain(
    'Paul      GET /partner/customers/{Northwind}/rooms -> 200 Aurora, Borealis, Cirrus, Delta, Equinox\n',
  );
  expect(output).toContain('Finn      GET /partner/customers/{Northwind}/rooms -> 200 Aurora, Borealis, Cirrus\n');
  expect(output).toContain('POST /partner/customers/{Northwind}/tickets/{ticket 1}/close -> 409 ticketNotClosable\n');
  expect(output).toContain('Nora      GET /customer/tickets/{ticket 3} -> 200 "Lamps replaced" by {Finn}\n');
  expect(output).toContain('-> 200 Southridge #1 connectivity, Northwind #4 network; complete, 2 of 2\n');
  expect(output).toContain('GET /partner/customers/{Northwind}/rooms -> 403 relationshipNotActive\n');
  expect(output).toMatch(/receipt -> 200 revoked \{"assignments":\d,.*"pointers":\d\}, residual 0\n/);
  expect(output).toMatch(/It says [0-9a-f]{16}\.\.\., and so it is\.\n/);
  expect(output).toMatch(/verify -> 200 whole: true, \d+ events, \d+ not sealed yet\n/);
  expect(output).toMatch(/"The event is as it was sealed at [^"]+"\n/);
  expect(output).toContain('404, every one of them.\n');
  expect(output).not.toMatch(/\u001b|undefined|\[object|[0-9a-f]{8}-[0-9a-f]{4}/);
}, 60_000);

test('it can be told again on the same product', async () => {
  const lines: string[] = [];
  const telling = createTelling((line) => lines.push(line), { colour: true });
  await runDemo({ api: world.product.api[0] ?? '', standIn: world.product.standIn }, telling);
  expect(lines.join('\n')).toContain('\u001b[32m200\u001b[0m Northwind, active');
});

const five = 'Aurora, Borealis, Cirrus, Delta, Equinox';
const both = `Northwind: ${five}; Southridge: Atrium, Library`;
test.each([
  {
    wrong: 'shows every partner a room that was not offered',
    where: /^\/api\/v1\/partner\/customers\/[^/]+\/rooms$/,
    right: '"value":[',
    instead: '"value":[{"name":"Boardroom"},',
    told: `The rooms that Paul sees: expected "${five}", found "Boardroom, ${five}".`,
  },
  {
    wrong: 'does not answer for all customers',
    where: /^\/api\/v1\/partner\/rooms$/,
    right: '"complete":true',
    instead: '"complete":false',
    told: `What Paul sees of all customers at /partner/rooms: expected "${both}; complete, 2 of 2", found "${both}; not complete, 2 of 2".`,
  },
])('a product that $wrong ends it: what was expected, what came', async ({ where, right, instead, told }) => {
  const wrong = createServer((request, response) => {
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
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(where.test(path) && answer.status === 200 ? text.replace(right, instead) : text);
    })();
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => wrong.once('listening', listening));
  const api = `http://127.0.0.1:${(wrong.address() as AddressInfo).port}/api/v1`;
  const { code, errors } = await demo('--api', api, '--stand-in', world.product.standIn);
  wrong.closeAllConnections();
  wrong.close();
  expect(code).toBe(1);
  expect(errors).toBe(`\nThe demo stopped. ${told}\n`);
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
