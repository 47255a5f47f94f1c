import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openClock } from '../../../local/start/openClock.ts';

test('advances add up, tell who listens, and survive reopening', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(folder, 'clock.jsonl');
  const clock = openClock(file);
  const told: number[] = [];
  clock.onAdvance(() => void told.push(clock.offsetMs));
  await Promise.all([clock.advance(1000), clock.advance(2000)]);
  await expect(clock.advance(-1)).rejects.toThrow(RangeError);
  await expect(clock.advance(NaN)).rejects.toThrow(RangeError);
  expect(told).toEqual([1000, 3000]);
  await clock.close();
  const again = openClock(file);
  expect(again.offsetMs).toBe(3000);
  expect(Math.abs(again.now().getTime() - Date.now() - 3000)).toBeLessThan(500);
  await again.close();
  rmSync(folder, { recursive: true });
});
