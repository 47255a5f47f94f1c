import { appendFileSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as df from 'durable-functions';
import { createLocalClock } from '../../../local/clock/localClock.ts';
import { writeRecord } from '../../../local/journal/journalRecords.ts';
import type { ActivityStep } from '../../../local/durable/openDurableEngine.ts';
import { openWorld } from './openWorld.ts';

const minute = 60_000;
let folder: string;
let file: string;
let runs: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'durable-'));
  file = join(folder, 'durable.jsonl');
  runs = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

df.app.activity('step', {
  handler: (name: string) => {
    runs.push(name);
    return `${name} done`;
  },
});
df.app.orchestration('work', function* (context) {
  const first: unknown = yield context.df.callActivity('step', 'first');
  const both: unknown = yield context.df.Task.all(
    ['left', 'right'].map((name) => context.df.callActivity('step', name)),
  );
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + minute));
  const event: unknown = yield context.df.waitForExternalEvent('Go');
  const last: unknown = yield context.df.callActivityWithRetry('step', new df.RetryOptions(1000, 3), 'last');
  return [first, both, event, last];
});
const outcome = ['first done', ['left done', 'right done'], 'went', 'last done'];

/** Lets a world die at the n-th time it gets to the point: from then on nothing of it goes on. */
function diesAt(at: ActivityStep['at'], time: number) {
  const { promise: died, resolve } = Promise.withResolvers<undefined>();
  const never = new Promise<void>(() => undefined);
  let times = 0;
  const onStep = (step: ActivityStep) => {
    if (times >= time) return never;
    if (step.at !== at || ++times < time) return undefined;
    // Another world opens what this one has written so far, as after kill -9.
    copyFileSync(file, `${file}.left`);
    resolve(undefined);
    return never;
  };
  return { died, onStep };
}

describe('a process that dies', () => {
  const points = (['beforeEffect', 'afterEffect', 'afterCheckpoint'] as const).flatMap((at) =>
    [1, 2, 3, 4].map((time) => [at, time] as const),
  );
  test.each(points)('%s of activity %i loses nothing', async (at, time) => {
    const { died, onStep } = diesAt(at, time);
    const first = openWorld({ file, onStep });
    await first.call('POST', 'orchestrators/work/one', 'null');
    // The event is early: it has to survive, too.
    await first.call('POST', 'instances/one/raiseEvent/Go', '"went"');
    if (time === 4) {
      // Up to the timer everything goes well.
      while (runs.length < 3) await new Promise(setImmediate);
      await first.engine.idle();
      void first.clock.advance(minute);
    }
    await died;

    const second = openWorld({ file: `${file}.left` });
    await second.engine.idle();
    // The second process's clock is the first one's no longer: it starts at the system's again.
    expect(await second.advance(2 * minute)).toMatchObject({ runtimeStatus: 'Completed', output: outcome });
    expect(new Set(runs)).toEqual(new Set(['first', 'left', 'right', 'last']));
    expect(runs.length).toBeGreaterThanOrEqual(4);
    await second.engine.stop();
  });

  test('between acknowledging a start and its first episode goes on', async () => {
    const first = openWorld({ file });
    await first.engine.stop();
    const entry = {
      entry: 'start',
      instanceId: 'one',
      at: new Date().toISOString(),
      name: 'work',
      executionId: 'e',
      input: null,
    };
    appendFileSync(file, writeRecord(JSON.stringify(entry)));
    const second = openWorld({ file });
    await second.engine.idle();
    expect(runs).toEqual(['first', 'left', 'right']);
    await second.engine.stop();
  });
});

describe('a new start', () => {
  test('fires a timer that became due in the meantime', async () => {
    const first = openWorld({ file });
    await first.run('work');
    await first.raise('Go', '"went"');
    await first.engine.stop();
    const second = openWorld({ file, clock: createLocalClock(2 * minute) });
    await second.engine.idle();
    expect((await second.status()).output).toEqual(outcome);
    await second.engine.stop();
  });

  test('keeps the answer of what has ended, and forgets what was purged', async () => {
    const first = openWorld({ file });
    await first.run('work', null, 'ended');
    await first.call('POST', 'instances/ended/terminate?reason=enough');
    await first.run('work', null, 'purged');
    await first.call('POST', 'instances/purged/terminate');
    await first.call('DELETE', 'instances/purged');
    await first.engine.stop();
    const second = openWorld({ file });
    expect(await second.status('ended')).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
    expect(await second.call('GET', 'instances/purged')).toMatchObject({ status: 404 });
    await second.engine.stop();
  });
});

test('stop lets an activity in progress end and keeps its result', async () => {
  const begun = Promise.withResolvers<undefined>();
  const goOn = Promise.withResolvers<undefined>();
  const first = openWorld({
    file,
    onStep: ({ at }) => {
      if (at !== 'beforeEffect') return undefined;
      begun.resolve(undefined);
      return goOn.promise;
    },
  });
  await first.call('POST', 'orchestrators/work/one', 'null');
  await begun.promise;
  const stopped = first.engine.stop();
  goOn.resolve(undefined);
  await stopped;
  expect(runs).toEqual(['first']);
  expect((await first.call('GET', 'instances/one')).status).toBe(503);
  const second = openWorld({ file });
  await second.engine.idle();
  expect(runs).toEqual(['first', 'left', 'right']);
  await second.engine.stop();
});

test('the steps of an activity are told in order', async () => {
  const steps: string[] = [];
  const world = openWorld({
    onStep: ({ orchestration, instanceId, activity, at }) => {
      steps.push([orchestration, instanceId, activity, at].join(' '));
    },
  });
  await world.run('work');
  expect(steps.slice(0, 3)).toEqual(
    ['beforeEffect', 'afterEffect', 'afterCheckpoint'].map((at) => `work one step ${at}`),
  );
});
