import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestCosmos } from './openTestCosmos.ts';

let world: Awaited<ReturnType<typeof openTestCosmos>>;
beforeAll(async () => {
  world = await openTestCosmos({ http: true });
  for (let n = 0; n < 20; n++) await world.container.items.create({ id: `x${n}`, tenantId: `t${n % 10}`, n });
});
afterAll(() => world.close());

test('there are two physical ranges, and both have partitions', async () => {
  const { resources } = await world.container.readPartitionKeyRanges().fetchAll();
  expect(resources.map(({ id }) => id)).toEqual(['0', '1']);
  expect((await pagesOf('SELECT * FROM c', 100)).every((rows) => rows > 0)).toBe(true);
});

test('a page ends with its range: short ones and empty ones have a token', async () => {
  const whole = await pagesOf('SELECT * FROM c', 5);
  expect(whole.reduce((sum, rows) => sum + rows)).toBe(20);
  // A page that is not full comes before the last one.
  expect(whole.slice(0, -1).some((rows) => rows < 5)).toBe(true);
  const one = await Promise.all(Array.from({ length: 20 }, (_, n) => pagesOf(`SELECT * FROM c WHERE c.n = ${n}`, 6)));
  expect(one.map(([first]) => first)).toContain(0);
  expect(one.map((pages) => pages.length).filter((count) => count > 2)).toEqual([]);
  expect(one.map((pages) => pages.reduce((sum, rows) => sum + rows))).toEqual(Array(20).fill(1));
});

test('a token of another query, or of none, is refused', async () => {
  for (const continuationToken of ['7:', 'x', '0:x', '1:' + Buffer.from('[1]').toString('base64url')]) {
    const page = world.container.items.query('SELECT * FROM c', { continuationToken }).fetchNext();
    await expect(page).rejects.toMatchObject({ code: 400 });
  }
});

async function pagesOf(query: string, maxItemCount: number): Promise<number[]> {
  const iterator = world.container.items.query(query, { maxItemCount });
  const pages: number[] = [];
  while (iterator.hasMoreResults()) pages.push((await iterator.fetchNext()).resources.length);
  return pages;
}
