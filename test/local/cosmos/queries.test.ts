import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FeedResponse } from '@azure/cosmos';
import { openTestCosmos, rowsOf } from './openTestCosmos.ts';

const t1 = { partitionKey: 't1' };

describe.each([
  { where: 'over HTTP', http: true },
  { where: 'in process', http: false },
])('queries $where', ({ http }) => {
  let world: Awaited<ReturnType<typeof openTestCosmos>>;
  beforeAll(async () => {
    world = await openTestCosmos({ http });
    const rooms = [
      { id: 'r1', name: 'Alpha', seats: 4, open: true, tags: ['a', 'b'], at: { site: 's1' }, sort: '05' },
      { id: 'r2', name: 'beta', seats: 8, open: false, tags: [], at: { site: 's2' }, sort: '03' },
      { id: 'r3', name: 'Gamma', seats: '8', at: { site: null }, sort: '04' },
      { id: 'r4', seats: null, people: [{ id: 'p1', role: 'x' }, { id: 'p2' }], sort: '01' },
      { id: 'r5', name: 'ünique', value: 1, tags: 'a', sort: '02' },
    ];
    for (const room of rooms) await world.container.items.create({ ...room, tenantId: 't1', type: 'room' });
    for (let n = 0; n < 250; n++) {
      const sort = `${(n * 7919) % 250}`.padStart(4, '0');
      await world.container.items.create({ id: `x${n}`, tenantId: `many${n % 9}`, type: 'row', n, sort });
    }
  });
  afterAll(() => world.close());

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
    ['IS_DEFINED(c.name)', {}, 'r1 r2 r3 r5'],
    ['NOT IS_DEFINED(c.at.site)', {}, 'r4 r5'],
    ['is_null(c.at.site)', {}, 'r3'],
    ['ARRAY_CONTAINS(c.tags, @v)', { v: 'a' }, 'r1'],
    ['ARRAY_CONTAINS(@list, c.at.site)', { list: ['s2', 's9'] }, 'r2'],
    ["ARRAY_CONTAINS(['s1'], c.at.site)", {}, 'r1'],
    ['ARRAY_CONTAINS(@list, c.tags)', { list: [['a', 'b']] }, 'r1'],
    ["CONTAINS(c.name, 'mm')", {}, 'r3'],
    ["CONTAINS(c.name, 'ALPH', true)", {}, 'r1'],
    ['STARTSWITH(c.name, @p)', { p: 'be' }, 'r2'],
    ["LOWER(c.name) = 'alpha' OR UPPER(c.name) = 'ÜNIQUE'", {}, 'r1 r5'],
    ["EXISTS(SELECT VALUE p FROM p IN c.people WHERE p.id = @id AND p.role = 'x')", { id: 'p1' }, 'r4'],
    ["EXISTS(SELECT VALUE p FROM p IN c.people WHERE p.id = @id AND p.role = 'x')", { id: 'p2' }, ''],
    ['NOT EXISTS(SELECT VALUE t FROM t IN c.tags)', {}, 'r2 r3 r4 r5'],
    ['c["value"] = 1', {}, 'r5'],
    ["(c.id = 'r1' OR c.id = 'r2') AND NOT (c.open = true)", {}, 'r2'],
    ["c.id = 'it''s' OR c.id = 'it\\'s'", {}, 'refused'],
    ["c.type = 'room' AND c.tenantId = 't1' AND c.sort < '03'", {}, 'r4 r5'],
  ])('WHERE %s %j: %s', async (where, parameters, ids) => {
    const found = rowsOf(world.container, `SELECT VALUE c.id FROM c WHERE ${where}`, parameters, t1);
    const answer = await found.then(
      (rows) => rows.join(' '),
      () => 'refused',
    );
    expect(answer).toBe(ids);
  });

  test('what is selected', async () => {
    const { container } = world;
    expect(await rowsOf(container, "SELECT * FROM c WHERE c.id = 'r2'", {}, t1)).toMatchObject([
      { id: 'r2', _ts: expect.any(Number) as unknown },
    ]);
    expect(await rowsOf(container, "SELECT VALUE c FROM c WHERE c.id = 'r2'", {}, t1)).toMatchObject([
      { id: 'r2', seats: 8 },
    ]);
    expect(await rowsOf(container, 'SELECT VALUE COUNT(1) FROM c WHERE IS_DEFINED(c.name)', {}, t1)).toEqual([4]);
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
    const { container } = world;
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
    const rows = await rowsOf<number>(world.container, `SELECT VALUE c.n FROM c WHERE c.tenantId IN (${inList})`, keys);
    expect(rows.sort((a, b) => a - b)).toEqual(expected);
  });

  test.each([1, 7, 100])('several partitions, ordered, in pages of %i', async (maxItemCount) => {
    const text = `SELECT c.n, c.sort FROM c WHERE c.tenantId IN (${inList}) AND c.type = 'row' ORDER BY c.sort DESC`;
    const rows = await rowsOf<{ n: number; sort: string }>(world.container, text, keys, { maxItemCount });
    expect(rows.map(({ n }) => n).sort((a, b) => a - b)).toEqual(expected);
    expect(rows).toEqual([...rows].sort((a, b) => (a.sort < b.sort ? 1 : -1)));
  });

  test('several partitions: TOP, keyset and COUNT', async () => {
    const { container } = world;
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

  test.each<[query: string, named: RegExp]>([
    ['SELECT DISTINCT c.id FROM c', /DISTINCT/],
    ['SELECT c.id FROM c GROUP BY c.id', /GROUP/],
    ['SELECT c.id FROM c JOIN t IN c.tags', /JOIN/],
    ['SELECT * FROM c OFFSET 1 LIMIT 2', /OFFSET/],
    ['SELECT * FROM c ORDER BY c.a, c.b', /composite index/],
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
    ['SELECT * FROM c WHERE ARRAY_CONTAINS(c.a, 1, true)', /ARRAY_CONTAINS with 3/],
    ['SELECT LOWER(c.a) FROM c', /without AS/],
    ['SELECT * FROM c WHERE c.a = (SELECT VALUE 1)', /subquery/],
    ['SELECT * FROM c ORDER BY c.seats', /ORDER BY c.seats.*'r4'/],
    ['SELECT * FROM c WHERE', /too early/],
  ])('refused by name: %s', async (query, named) => {
    await expect(rowsOf(world.container, query, {}, t1)).rejects.toMatchObject({
      code: 400,
      message: expect.stringMatching(named) as unknown,
    });
  });

  test('pages of any size would make the SDK spin for ever when it has to merge: refused instead', async () => {
    const query = 'SELECT * FROM c ORDER BY c.sort';
    await expect(rowsOf(world.container, query, {}, { maxItemCount: -1 })).rejects.toThrow(/maxItemCount -1/);
    expect(await rowsOf(world.container, query, {}, { maxItemCount: -1, ...t1 })).toHaveLength(5);
    expect(await rowsOf(world.container, 'SELECT * FROM c', {}, { maxItemCount: -1 })).toHaveLength(255);
  });

  test('options that would change the meaning are refused by name', async () => {
    const { container } = world;
    await expect(container.items.getChangeFeedIterator().readNext()).rejects.toThrow(/a-im/i);
    await expect(container.items.create({ id: 'q', tenantId: 't1' }, { preTriggerInclude: 'x' })).rejects.toThrow(
      /trigger/,
    );
  });
});
