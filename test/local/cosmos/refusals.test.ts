import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { emulatorKey } from '../../../local/cosmos/emulatorKey.ts';
import { rowsOf } from '../../conformance/cosmos/target.ts';
import { openTestCosmos } from './openTestCosmos.ts';

// What the product does not use is refused by its name, so that nobody relies on a guess.
let world: Awaited<ReturnType<typeof openTestCosmos>>;
beforeAll(async () => {
  world = await openTestCosmos({ http: true });
  await world.container.items.create({ id: 'r4', tenantId: 't1', seats: null, sort: 'x'.repeat(2000) });
  await world.container.items.create({ id: 'r5', tenantId: 't1', seats: 1, sort: 'y'.repeat(2000) });
});
afterAll(() => world.close());
const t1 = { partitionKey: 't1' };

test.each<[query: string, named: RegExp]>([
  ['SELECT DISTINCT c.id FROM c', /DISTINCT/],
  ['SELECT c.id FROM c GROUP BY c.id', /GROUP/],
  ['SELECT c.id FROM c JOIN t IN c.tags', /JOIN/],
  ['SELECT * FROM c OFFSET 1 LIMIT 2', /OFFSET/],
  ['SELECT VALUE SUM(c.n) FROM c', /SUM/],
  ['SELECT * FROM c WHERE REGEXMATCH(c.a, "x")', /REGEXMATCH/],
  ["SELECT * FROM c WHERE c.a LIKE 'x%'", /LIKE/],
  ['SELECT * FROM c WHERE c.a BETWEEN 1 AND 2', /BETWEEN/],
  ['SELECT * FROM c WHERE c.a + 1 = 2', /\+ 1/],
  ['SELECT * FROM c WHERE c.a[0] = 2', /array index/],
  ['SELECT * FROM c WHERE c.a != null', /!= null/],
  ['SELECT * FROM c WHERE c.value = 1', /reserved word.*c\["value"\]/],
  ['SELECT * FROM c WHERE d.a = 1', /'d' could not be resolved/],
  ['SELECT * FROM c WHERE c.a = @missing', /@missing/],
  ['SELECT * FROM c WHERE ARRAY_CONTAINS(c.a, 1)', /ARRAY_CONTAINS/],
  ['SELECT * FROM c WHERE IS_DEFINED(c.a)', /IS_DEFINED/],
  ["SELECT * FROM c WHERE STARTSWITH(c.a, 'x')", /STARTSWITH/],
  ["SELECT * FROM c WHERE CONTAINS(c.a, 'x', true)", /CONTAINS/],
  ['SELECT LOWER(c.a) AS a FROM c', /LOWER/],
  ["SELECT CONTAINS(c.a, 'x') FROM c", /without AS/],
  ['SELECT * FROM c WHERE c.a = (SELECT VALUE 1)', /subquery/],
  ["SELECT * FROM c WHERE c.id = 'it''s'", /'s' at position/],
  ['SELECT * FROM c ORDER BY c.seats', /ORDER BY c.seats.*'r4'/],
  ['SELECT * FROM c WHERE', /too early/],
])('the query %s', async (query, named) => {
  await expect(rowsOf(world.container, query, {}, t1)).rejects.toMatchObject({
    code: 400,
    message: expect.stringMatching(named) as unknown,
  });
});

test('pages of any size where the SDK has to merge: it would spin for ever', async () => {
  const query = 'SELECT * FROM c ORDER BY c.id';
  await expect(rowsOf(world.container, query, {}, { maxItemCount: -1 })).rejects.toThrow(/maxItemCount -1/);
  expect(await rowsOf(world.container, query, {}, { maxItemCount: -1, ...t1 })).toHaveLength(2);
});

test('a continuation token over the 1 KB that the SDK allows', async () => {
  const page = world.container.items.query('SELECT * FROM c ORDER BY c.sort', { ...t1, maxItemCount: 1 }).fetchNext();
  await expect(page).rejects.toMatchObject({
    code: 400,
    message: expect.stringMatching(/continuation token of \d+ bytes/),
  });
});

test.each([
  ['a-im', 'Incremental Feed'],
  ['if-modified-since', 'Sun, 22 Nov 2026 00:00:00 GMT'],
  ['x-ms-documentdb-pre-trigger-include', 'x'],
  ['x-ms-documentdb-post-trigger-include', 'x'],
  ['x-ms-indexing-directive', 'Exclude'],
  ['x-ms-start-epk', '00'],
  ['x-ms-end-epk', '20'],
  ['x-ms-cosmos-changefeed-wire-format-version', '2021-09-15'],
  ['x-ms-something-new', '1'],
])('the header %s, over the wire', async (header, value) => {
  const response = await send('GET', 'dbs/test/colls/tenants/docs/r4', {
    'x-ms-documentdb-partitionkey': '["t1"]',
    [header]: value,
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    message: expect.stringMatching(new RegExp(`header ${header}`)) as unknown,
  });
});

test.each([
  ['a partition key of two values', '["t1","t2"]'],
  ['a partition key that is no text', '[1]'],
  ['no partition key', '[{}]'],
])('%s', async (_, key) => {
  const response = await send('GET', 'dbs/test/colls/tenants/docs/r4', { 'x-ms-documentdb-partitionkey': key });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    message: expect.stringContaining('A partition key other than one string') as unknown,
  });
});

test.each([
  ['GET', 'dbs'],
  ['GET', 'dbs/test/colls'],
  ['DELETE', 'dbs/test'],
  ['DELETE', 'dbs/test/colls/tenants'],
  ['PUT', 'dbs/test/colls/tenants'],
  ['GET', 'dbs/test/colls/tenants/docs'],
  ['PATCH', 'dbs/test/colls/tenants/docs/r4'],
  ['POST', 'dbs/test/colls/tenants/sprocs'],
  ['GET', 'offers'],
])('%s /%s', async (method, path) => {
  const response = await send(method, path, { 'x-ms-documentdb-partitionkey': '["t1"]' });
  expect([400, 404]).toContain(response.status);
  const { message } = (await response.json()) as { message: string };
  expect(message).toContain('local Cosmos DB stand-in');
  expect(message).toContain(path);
});

test('more than 100 operations in a batch, which the SDK would not send', async () => {
  const operations = Array.from({ length: 101 }, (_, n) => ({
    operationType: 'Create',
    resourceBody: { id: `${n}`, tenantId: 't1' },
  }));
  const headers = {
    'x-ms-cosmos-is-batch-request': 'true',
    'x-ms-cosmos-batch-atomic': 'true',
    'x-ms-documentdb-partitionkey': '["t1"]',
  };
  const response = await send('POST', 'dbs/test/colls/tenants/docs', headers, JSON.stringify(operations));
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { message: expect.stringContaining('more than 100') as unknown },
  ]);
});

test('bulk, partial updates but of one number under a condition, other settings of a container', async () => {
  const { container, database } = world;
  const bulk = await container.items.executeBulkOperations([{ operationType: 'Delete', id: 'a', partitionKey: 't1' }]);
  expect(bulk[0]?.error?.message).toMatch(/Bulk/);
  const patches = [
    [{ op: 'incr', path: '/n', value: 1 }],
    { condition: 'from c where c.n > 1', operations: [{ op: 'set', path: '/n', value: 1 }] },
    { condition: 'from c where c.n = 1', operations: [{ op: 'incr', path: '/n', value: 1 }] },
    { operations: [{ op: 'set', path: '/n', value: 1 }] },
  ];
  for (const resourceBody of patches) {
    const patched = container.items.batch(
      [{ operationType: 'Patch', id: 'r4', resourceBody: resourceBody as never }],
      't1',
    );
    await expect(patched).rejects.toMatchObject({
      cause: { code: 400, message: expect.stringMatching(/Patch/) as unknown },
    });
  }
  const partitionKey = '/id';
  await expect(
    database.containers.create({ id: 'x', partitionKey, uniqueKeyPolicy: { uniqueKeys: [] } }),
  ).rejects.toThrow(/uniqueKeyPolicy/);
  await expect(
    database.containers.create({ id: 'x', partitionKey: { paths: ['/a', '/b'], kind: 'MultiHash' as never } }),
  ).rejects.toThrow(/"\/a","\/b"/);
});

/** A request that is signed as the SDK does it, but for what the SDK would not send. */
async function send(method: string, path: string, headers: Record<string, string>, body?: string) {
  const parts = path.split('/');
  const [type, link] = parts.length % 2 === 0 ? [parts.at(-2), path] : [parts.at(-1), parts.slice(0, -1).join('/')];
  const date = new Date().toUTCString();
  const text = `${method.toLowerCase()}\n${type ?? ''}\n${link}\n${date.toLowerCase()}\n\n`;
  const signature = createHmac('sha256', Buffer.from(emulatorKey, 'base64')).update(text).digest('base64');
  const authorization = encodeURIComponent(`type=master&ver=1.0&sig=${signature}`);
  return fetch(`http://localhost:${world.server?.port ?? 0}/${path}`, {
    method,
    headers: { authorization, 'x-ms-date': date, ...headers },
    ...(body !== undefined && { body }),
  });
}
