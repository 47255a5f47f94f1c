import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorld, type World } from '../../support/world.ts';
import { seed } from './demoWorld.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ seed: 'demo' });
  await seed(world);
});
afterAll(() => world.stop());

const unescaped = (html: string) =>
  html.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** The curl lines of the page. */
async function linesOfPage(): Promise<string[]> {
  const html = await (await fetch(world.product.standIn)).text();
  return [...html.matchAll(/<pre><code[^>]*>([^<]*)<\/code><\/pre>/g)].map(([, line = '']) => unescaped(line));
}

/** What curl would do with the line: as much of it as the page uses. */
function requestOf(line: string): { url: string; init: RequestInit } {
  const [command, ...words] = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  if (command !== 'curl') throw new Error(`No curl line: ${line}`);
  const headers = new Headers();
  let url = '';
  let method: string | undefined;
  let body: string | undefined;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-s') continue;
    if (!word.startsWith('-')) url = word;
    else if (word === '-X') method = words.shift();
    else if (word === '-d') body = words.shift();
    else if (word === '-H') headers.append(...((words.shift() ?? '').split(': ', 2) as [string, string]));
    else throw new Error(`${word} in ${line}`);
  }
  return { url, init: { method: method ?? (body === undefined ? 'GET' : 'POST'), headers, ...(body ? { body } : {}) } };
}

test('every command of the page works as it stands, and again', async () => {
  const lines = await linesOfPage();
  expect(lines.length).toBeGreaterThan(12);
  for (const line of [...lines, ...lines]) {
    const { url, init } = requestOf(line);
    const response = await fetch(url, init);
    const text = await response.text();
    expect([line, response.status, text.length > 2 || init.method === 'PUT']).toEqual([line, 200, true]);
    // An empty list would show nothing to somebody who tries it.
    expect(text).not.toContain('"value":[]');
  }
});

test('commands of people who are not there are left out', async () => {
  const { directory } = world.product;
  const mia = directory.userByPrincipalName('mia@tailspin.example');
  await directory.removeUser(mia?.tenantId ?? '', mia?.objectId ?? '');
  const lines = await linesOfPage();
  expect(lines.some((line) => line.includes('/partner/invitations'))).toBe(false);
  expect(lines.some((line) => line.includes('undefined'))).toBe(false);
});
