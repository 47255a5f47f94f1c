import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { type Target, isDirect, openTarget } from './target.ts';

interface Run {
  at: string;
  timer: { schedule: { adjustForDST: boolean }; scheduleStatus: Record<string, string> | null; isPastDue: boolean };
}
let target: Target;
beforeAll(async () => {
  target = await openTarget();
});
afterAll(() => target.close());

const runs = async () => (await (await fetch(`${target.origin}/api/timerRuns`)).json()) as Record<string, Run[]>;
const runsOf = async (name: string, atLeast: number) => {
  for (;;) {
    const found = (await runs())[name] ?? [];
    if (found.length >= atLeast) return found;
    await wait(100);
  }
};

test('a timer runs at its time in UTC, each time once, and goes on though it throws', async () => {
  const found = await runsOf('everySecond', 3);
  const seconds = found.map(({ at }) => Math.floor((Date.parse(at) + 200) / 1000));
  expect(new Set(seconds).size).toBe(seconds.length);
  // It recurs within a minute, and so is not monitored.
  expect(found[0]?.timer).toMatchObject({ schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false });
});

test('runOnStartup runs it when the host starts, and not again', async () => {
  expect(await runsOf('atStart', 1)).toEqual([
    { at: expect.any(String), timer: { schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false } },
  ]);
});

// In Azure this takes the master key, which the suite does not have.
(isDirect ? describe : describe.skip)('by hand', () => {
  test('POST /admin/functions runs one outside its schedule, and says when it would have run', async () => {
    const trigger = (headers: Record<string, string>) =>
      fetch(`${target.origin}/admin/functions/yearly`, { method: 'POST', headers, body: '{}' });
    expect((await trigger({ 'content-type': 'text/plain' })).status).toBe(415);
    const before = (await runs())['yearly'] ?? [];
    const { status } = await trigger({ 'content-type': 'application/json' });
    expect(status).toBe(202);
    const after = await runsOf('yearly', before.length + 1);
    expect(after.at(-1)?.timer).toMatchObject({
      isPastDue: false,
      scheduleStatus: {
        next: expect.stringMatching(/^\d{4}-01-01T00:00:00\+00:00$/),
        last: expect.stringMatching(/\+00:00$/),
      },
    });
  });
});
