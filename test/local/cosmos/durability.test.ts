import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openTestCosmos } from './openTestCosmos.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cosmos-'));
  file = join(folder, 'cosmos.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function withWorld<Result>(use: (world: Awaited<ReturnType<typeof openTestCosmos>>) => Promise<Result>) {
  const world = await openTestCosmos({ file });
  try {
    return await use(world);
  } finally {
    await world.close();
  }
}

test('a restart gives back the same bytes, and no etag a second time', async () => {
  const etags = new Set<string>();
  const before = await withWorld(async ({ container }) => {
    for (let n = 0; n < 20; n++) {
      await container.items.create({ id: `r${n}`, tenantId: `t${n % 3}`, n, text: 'ä "\n' });
    }
    await container.item('r1', 't1').replace({ id: 'r1', tenantId: 't1', changed: true });
    await container.item('r2', 't2').delete();
    await container.items.batch(
      [
        { operationType: 'Delete', id: 'r4' },
        { operationType: 'Create', resourceBody: { id: 'r20', tenantId: 't1' } },
      ],
      't1',
    );
    const { resources } = await container.items.query('SELECT * FROM c').fetchAll();
    return JSON.stringify(resources);
  });
  await withWorld(async ({ container }) => {
    const { resources } = await container.items.query<{ _etag: string }>('SELECT * FROM c').fetchAll();
    expect(JSON.stringify(resources)).toBe(before);
    for (const { _etag } of resources) etags.add(_etag);
    expect(etags.size).toBe(resources.length);
    expect(etags).not.toContain((await container.items.create({ id: 'new', tenantId: 't1' })).etag);
  });
});

test('kill -9 loses nothing that was acknowledged, and leaves no half of a batch', async () => {
  const child = spawn(process.execPath, [require.resolve('./writeUntilKilled.ts'), file]);
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    if (told.length > 2_000) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const acknowledged = told.split('\n').slice(0, -1);
  expect(acknowledged.length).toBeGreaterThan(200);
  await withWorld(({ cosmos }) => {
    const ids = new Set(cosmos.inspect('tenants').map(({ id, tenantId }) => `${tenantId as string} ${id as string}`));
    const halves = [...ids].filter((id) => !ids.has(id.endsWith('a') ? `${id.slice(0, -1)}b` : `${id.slice(0, -1)}a`));
    expect(acknowledged.filter((pair) => !ids.has(`${pair}a`))).toEqual([]);
    expect(halves).toEqual([]);
    return Promise.resolve();
  });
});
