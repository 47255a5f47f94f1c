import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FeedResponse } from '@azure/cosmos';
import { type Target, newTenant, openTarget, rowsOf, targets } from './target.ts';

const t1 = { partitionKey: 't1' };

describe.each(targets)('queries of %s', (name) => {
  let target: Target;
  beforeAll(async () => {
    target = await openTarget(name);
    const rooms = [
      { id: 'r1', name: 'Alpha', seats: 4, open: true, tags: ['a', 'b'], at: { site: 's1' }, sort: '05' },
      { id: 'r2', name: 'beta', seats: 8, open: false, tags: [], at: { site: 's2' }, sort: '03' },
      { id: 'r3', name: 'Gamma', seats: '8', at: { site: null }, sort: '04' },
      { id: 'r4', seats: null, people: [{ id: 'p1', role: 'x' }, { id: 'p2' }], sort: '01' },
      { id: 'r5', name: 'ünique', value: 1, tags: 'a', sort: '02' },
    ];
    for (const room of rooms) await target.container.items.create({ ...room, tenantId: 't1', type: 'room' });
    for (let n = 0; n < 250; n++) {
      const sort = `${(n * 7919) % 250}`.padStart(4, '0');
      await target.container.items.create({ id: `x${n}`, tenantId: `many${n % 9}`, type: 'row', n, sort });
    }
  });
  afterAll(() => target.close());

  test.each<[where: string, parameters: Record<string, unknown>, ids: string]>([
    ['c.seats = 8', {}, 'r2'],
    ["c.seats = '8'", {}, 'r3'],
    ['c.seats != 4', {}, 'r2'],
    ['NOT c.seats = 4', {}, 'r2'],
    ['c.seats = null', {}, 'r4'],
    ['c.seats >= 4', {}, 'r1 r2'],
    ['c.seats > @n AND c.seats < 100', { n: 4 }, 'r2'],
    ['c.seats <= 4 OR c.open = false', {}, 'r1 r2'],
    ['c.open', {}, 'r1'],
    ['NOT c.open', {}, 'r2'],
    ['NOT c.name', {}, ''],
    ['c.missing = c.missing', {}, ''],
    ['c.seats = 4 OR c.missing = 1', {}, 'r1'],
    ["c.name > 'a'", {}, 'r2 r5'],
    ['c.name IN (@a, @b, 3)', { a: 'beta', b: 'Gamma' }, 'r2 r3'],
    ["c.name NOT IN ('beta')", {}, 'r1 r3 r5'],
    ["CONTAINS(c.name, 'mm')", {}, 'r3'],
    ["CONTAINS(c.name, 'ALPH')", {}, ''],
    ["EXISTS(SELECT VALUE p FROM p IN c.people WHERE p.id = @id AND p.role = 'x')", { id: 'p1' }, 'r4'],
    ["EXISTS(SELECT VALUE p FROM p IN c.people WHERE p.id = @id AND p.role = 'x')", { id: 'p2' }, ''],
    ['NOT EXISTS(SELECT VALUE t FROM t IN c.tags)', {}, 'r2 r3 r4 r5'],
    ['c["value"] = 1', {}, 'r5'],
    ["(c.id = 'r1' OR c.id = 'r2') AND NOT (c.open = true)", {}, 'r2'],
    ["c.type = 'room' AND c.tenantId = 't1' AND c.sort < '03'", {}, 'r4 r5'],
  ])('WHERE %s %j: %s', async (where, parameters, ids) => {
    const rows = await rowsOf<string>(target.container, `SELECT VALUE c.id FROM c WHERE ${where}`, parameters, t1);
    expect(rows.sort().join(' ')).toBe(ids);
  });

  test('what is selected', async () => {
    const { container } = target;
    expect(await rowsOf(container, "SELECT * FROM c WHERE c.id = 'r2'", {}, t1)).toMatchObject([
      { id: 'r2', _ts: expect.any(Number) as unknown },
    ]);
    expect(await rowsOf(container, "SELECT VALUE c FROM c WHERE c.id = 'r2'", {}, t1)).toMatchObject([
      { id: 'r2', seats: 8 },
    ]);
    expect(await rowsOf(container, 'SELECT VALUE COUNT(1) FROM c WHERE c.seats >= 4', {}, t1)).toEqual([2]);
    expect(
      await rowsOf(container, 'SELECT TOP 2 c.id, c.at.site AS where_, c.name FROM c ORDER BY c.sort', {}, t1),
    ).toEqual([{ id: 'r4' }, { id: 'r5', name: 'ünique' }]);
    expect(await rowsOf(container, 'SELECT TOP @n VALUE r.id FROM r ORDER BY r.sort DESC', { n: 3 }, t1)).toEqual([
      'r1',
      'r3',
      'r2',
    ]);
  });

  test('pages follow each other without a gap, also when something is written between them', async () => {
    const { container } = target;
    const seen: number[] = [];
    let continuationToken: string | undefined = undefined;
    let more: boolean;
    do {
      const iterator = container.items.query<{ n: number }>(
        "SELECT c.n FROM c WHERE c.type = 'row' ORDER BY c.sort DESC",
        {
          partitionKey: 'many0',
          maxItemCount: 5,
          ...(continuationToken !== undefined && { continuationToken }),
        },
      );
      const response: FeedResponse<{ n: number }> = await iterator.fetchNext();
      const { resources } = response;
      seen.push(...resources.map(({ n }) => n));
      await container.item('x0', 'many0').replace({ id: 'x0', tenantId: 'many0', type: 'row', n: 0, sort: '0000' });
      ({ continuationToken, hasMoreResults: more } = response);
    } while (more);
    const all = await rowsOf<number>(
      container,
      'SELECT VALUE c.n FROM c ORDER BY c.sort DESC',
      {},
      { partitionKey: 'many0' },
    );
    expect(seen).toEqual(all);
    expect(seen).toHaveLength(28);
  });

  const keys = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`p${n}`, `many${n * 2}`]));
  const inList = Object.keys(keys)
    .map((name) => `@${name}`)
    .join(', ');
  const expected = Array.from({ length: 250 }, (_, n) => n).filter((n) => (n % 9) % 2 === 0);

  test('several partitions, in no order', async () => {
    const rows = await rowsOf<number>(
      target.container,
      `SELECT VALUE c.n FROM c WHERE c.tenantId IN (${inList})`,
      keys,
    );
    expect(rows.sort((a, b) => a - b)).toEqual(expected);
  });

  test.each([1, 7, 100])('several partitions, ordered, in pages of %i', async (maxItemCount) => {
    const text = `SELECT c.n, c.sort FROM c WHERE c.tenantId IN (${inList}) AND c.type = 'row' ORDER BY c.sort DESC`;
    const rows = await rowsOf<{ n: number; sort: string }>(target.container, text, keys, { maxItemCount });
    expect(rows.map(({ n }) => n).sort((a, b) => a - b)).toEqual(expected);
    expect(rows).toEqual([...rows].sort((a, b) => (a.sort < b.sort ? 1 : -1)));
  });

  test('several partitions: TOP, keyset and COUNT', async () => {
    const { container } = target;
    const where = `c.tenantId IN (${inList}) AND c.sort > @after`;
    const parameters = { ...keys, after: '0100' };
    const text = `SELECT TOP 10 VALUE c.sort FROM c WHERE ${where} ORDER BY c.sort`;
    const first = await rowsOf<string>(container, text, parameters, { maxItemCount: 11 });
    const all = await rowsOf<string>(
      container,
      `SELECT VALUE c.sort FROM c WHERE ${where} ORDER BY c.sort ASC`,
      parameters,
    );
    expect(first).toEqual(all.slice(0, 10));
    expect(await rowsOf(container, `SELECT TOP 3 * FROM c WHERE ${where}`, parameters)).toHaveLength(3);
    expect(await rowsOf(container, `SELECT VALUE COUNT(1) FROM c WHERE c.tenantId IN (${inList})`, keys)).toEqual([
      expected.length,
    ]);
    expect(await rowsOf(container, 'SELECT VALUE COUNT(1) FROM c WHERE c.tenantId = @t', { t: 'nobody' })).toEqual([0]);
    expect(await rowsOf(container, 'SELECT VALUE COUNT(1) FROM c')).toEqual([255]);
  });

  test('short pages and empty ones come with a token, until there is none', async () => {
    const { container } = target;
    const query = { query: "SELECT c.n FROM c WHERE c.type = 'row' AND c.n < 40", parameters: [] };
    const iterator = container.items.query<{ n: number }>(query, { maxItemCount: 7 });
    const pages: number[] = [];
    const seen: number[] = [];
    let more: boolean;
    do {
      const { resources, hasMoreResults } = await iterator.fetchNext();
      pages.push(resources.length);
      seen.push(...resources.map(({ n }) => n));
      more = hasMoreResults;
    } while (more);
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(Math.max(...pages)).toBeLessThanOrEqual(7);
  });

  test('a token goes on in another client, and is no longer than 1 KB', async () => {
    const { container } = target;
    const query = 'SELECT c.n FROM c ORDER BY c.sort';
    const first = await container.items.query(query, { partitionKey: 'many1', maxItemCount: 3 }).fetchNext();
    expect(first.continuationToken.length).toBeLessThanOrEqual(1024);
    const client = new CosmosClient(target.options);
    const rest = await client
      .database(target.database.id)
      .container(container.id)
      .items.query<{ n: number }>(query, { partitionKey: 'many1', continuationToken: first.continuationToken })
      .fetchAll();
    client.dispose();
    const all = await rowsOf<{ n: number }>(container, query, {}, { partitionKey: 'many1' });
    expect([...(first.resources as { n: number }[]), ...rest.resources]).toEqual(all);
  });

  test('a query of two sort keys is refused: it would need a composite index', async () => {
    const ordered = rowsOf(target.container, 'SELECT * FROM c ORDER BY c.sort, c.n', {}, t1);
    await expect(ordered).rejects.toMatchObject({ code: 400, message: expect.stringMatching(/composite index/) });
  });

  test.each(['SELECT * FROM c WHERE', 'SELECT * FROM c WHERE c.value = 1', 'SELECT * FROM c WHERE d.a = 1'])(
    '400 for %s',
    async (query) => {
      await expect(rowsOf(target.container, query, {}, t1)).rejects.toMatchObject({ code: 400 });
    },
  );

  test('the physical ranges cover all keys without a gap, and each partition lies in one', async () => {
    const { resources } = await target.container.readPartitionKeyRanges().fetchAll();
    const ranges = resources.toSorted((a, b) => (a.minInclusive < b.minInclusive ? -1 : 1));
    expect(ranges[0]?.minInclusive).toBe('');
    expect(ranges.at(-1)?.maxExclusive).toBe('FF');
    for (const [at, { minInclusive }] of ranges.slice(1).entries()) expect(minInclusive).toBe(ranges[at]?.maxExclusive);
  });

  test('a query over a partition that is not there finds nothing, in no rows and in a count of none', async () => {
    const nobody = { partitionKey: newTenant() };
    expect(await rowsOf(target.container, 'SELECT * FROM c', {}, nobody)).toEqual([]);
    expect(await rowsOf(target.container, 'SELECT VALUE COUNT(1) FROM c', {}, nobody)).toEqual([0]);
  });
});
