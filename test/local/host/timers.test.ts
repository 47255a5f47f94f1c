import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { app } from '@azure/functions';
import type { Timer } from '@azure/functions';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { createLocalClock } from '../../../local/clock/localClock.ts';
import { startHost } from '../../../local/host/startHost.ts';
import type { Host } from '../../../local/host/startHost.ts';

const minute = 60_000;
const hour = 60 * minute;
const never = '0001-01-01T00:00:00+00:00';

let folder: string;
let host: Host | undefined;
/** What the hourly timer was called with. */
let runs: Timer[] = [];
let quickRuns: Timer[] = [];
/** What the hourly timer does. */
let work: () => unknown = () => undefined;
const errors: unknown[] = [];

app.timer('hourly', {
  schedule: '0 0 * * * *',
  handler: async (timer) => {
    runs.push(timer);
    await work();
  },
});
app.timer('quick', { schedule: '*/30 * * * * *', handler: (timer) => void quickRuns.push(timer) });

/** A clock at this time of 2030-01-01. */
const clockAt = (time: string) => createLocalClock(Date.parse(`2030-01-01T${time}Z`) - Date.now());
const start = async (clock: ReturnType<typeof clockAt>, options: { runsTimers?: boolean } = {}) => {
  host = await startHost({
    port: 0,
    clock,
    hostJson: { routePrefix: 'api' },
    load: () => undefined,
    timerState: { file: join(folder, 'timers.jsonl') },
    onError: (_, error) => errors.push(error),
    ...options,
  });
  return host;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timers-'));
  runs = [];
  quickRuns = [];
  work = () => undefined;
  errors.length = 0;
});
afterEach(async () => {
  await host?.stop();
  host = undefined;
  await rm(folder, { recursive: true });
});

test('runs when the clock comes to it, once for a jump over several times', async () => {
  const clock = clockAt('00:30:00');
  await start(clock);
  await clock.advance(29 * minute);
  expect(runs).toEqual([]);
  await clock.advance(minute);
  expect(runs).toEqual([
    {
      schedule: { adjustForDST: true },
      scheduleStatus: { last: never, next: '2030-01-01T01:00:00+00:00', lastUpdated: never },
      isPastDue: false,
    },
  ]);
  await clock.advance(3 * hour);
  expect(runs).toHaveLength(2);
  expect(runs[1]).toMatchObject({
    scheduleStatus: {
      last: expect.stringMatching(/^2030-01-01T01:00:00/),
      next: '2030-01-01T02:00:00+00:00',
    },
    isPastDue: false,
  });
});

test('runs without a jump, too', async () => {
  const ran = new Promise<void>((resolve) => (work = resolve));
  await start(clockAt('00:59:59.900'));
  await ran;
  expect(runs).toHaveLength(1);
});

test('a schedule within the minute is not monitored', async () => {
  const clock = clockAt('00:00:01');
  await start(clock);
  await clock.advance(30_000);
  expect(quickRuns).toEqual([{ schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false }]);
});

test('runs that were missed while the host was down are made up for by one, which says so', async () => {
  await (await start(clockAt('00:30:00'))).stop();
  await (await start(clockAt('05:30:00'))).stop();
  expect(runs).toMatchObject([{ isPastDue: true, scheduleStatus: { next: '2030-01-01T01:00:00+00:00' } }]);
  const clock = clockAt('05:31:00');
  await start(clock);
  await clock.advance(29 * minute);
  expect(runs).toHaveLength(2);
  expect(runs[1]).toMatchObject({ isPastDue: false, scheduleStatus: { next: '2030-01-01T06:00:00+00:00' } });
});

test('an error is told and does not stop the schedule', async () => {
  const clock = clockAt('00:30:00');
  await start(clock);
  work = () => {
    throw new Error('timer boom');
  };
  await clock.advance(hour);
  await clock.advance(hour);
  expect(errors).toEqual([new Error('timer boom'), new Error('timer boom')]);
});

test('a run does not overlap with the next', async () => {
  const clock = clockAt('00:30:00');
  const { callTimer } = await start(clock);
  const begun = Promise.withResolvers<undefined>();
  const gate = Promise.withResolvers<undefined>();
  work = () => {
    begun.resolve(undefined);
    return gate.promise;
  };
  const called = callTimer('hourly');
  await begun.promise;
  const advanced = clock.advance(hour);
  expect(runs).toHaveLength(1);
  gate.resolve(undefined);
  await Promise.all([called, advanced]);
  expect(runs).toHaveLength(2);
});

test('callTimer and the admin address run it outside its schedule', async () => {
  const clock = clockAt('00:30:00');
  const { origin, callTimer } = await start(clock);
  await callTimer('HOURLY');
  expect(runs).toMatchObject([{ isPastDue: false }]);
  const ran = new Promise<void>((resolve) => (work = resolve));
  const response = await fetch(`${origin}/admin/functions/hourly`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect([response.status, await response.text()]).toEqual([202, '']);
  await ran;
  await clock.advance(30 * minute);
  expect(runs).toHaveLength(3);
  expect(runs[2]).toMatchObject({ scheduleStatus: { last: never, next: '2030-01-01T01:00:00+00:00' } });
  await expect(callTimer('other')).rejects.toThrow('There is no timer "other".');
});

test('a host that runs no timers still calls them', async () => {
  const clock = clockAt('00:30:00');
  const { callTimer } = await start(clock, { runsTimers: false });
  await clock.advance(hour);
  expect(runs).toHaveLength(0);
  await callTimer('hourly');
  expect(runs).toHaveLength(1);
});

test('stop waits for a run in progress', async () => {
  const clock = clockAt('00:30:00');
  const { callTimer, stop } = await start(clock);
  const gate = Promise.withResolvers<undefined>();
  work = () => gate.promise;
  void callTimer('hourly');
  const events: string[] = [];
  const stopped = stop().then(() => events.push('stopped'));
  host = undefined;
  setImmediate(() => {
    events.push('run ended');
    gate.resolve(undefined);
  });
  await stopped;
  expect(events).toEqual(['run ended', 'stopped']);
});
