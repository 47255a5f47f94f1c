import { beforeEach, describe, expect, test } from '@jest/globals';
import * as df from 'durable-functions';
import { openWorld } from './openWorld.ts';

const minute = 60_000;
const day = 86_400_000;
let runs: unknown[] = [];
let failuresLeft = 0;
beforeEach(() => {
  runs = [];
  failuresLeft = 0;
});

df.app.activity('note', {
  handler: (input: unknown) => {
    runs.push(input);
    return input;
  },
});
df.app.activity('flaky', {
  handler: (input: unknown) => {
    runs.push(input);
    if (failuresLeft-- > 0) throw new Error(`flaky ${runs.length}`);
    return 'worked';
  },
});
const inMinutes = (context: df.OrchestrationContext, minutes: number) =>
  new Date(context.df.currentUtcDateTime.getTime() + minutes * minute);
const retryThrice = () => {
  const options = new df.RetryOptions(minute, 3);
  options.backoffCoefficient = 2;
  return options;
};

df.app.orchestration('retry', function* (context) {
  try {
    const result: unknown = yield context.df.callActivityWithRetry('flaky', retryThrice(), 'try');
    return { result, after: (yield context.df.callActivity('note', 'after')) as unknown };
  } catch (error) {
    const caught = (error as Error).message;
    return { caught, after: (yield context.df.callActivity('note', 'after')) as unknown };
  }
});
df.app.orchestration('longTimer', function* (context) {
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 10 * day));
  return (yield context.df.callActivity('note', context.df.currentUtcDateTime.getTime())) as unknown;
});
df.app.orchestration('throwsText', function* () {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- This mistake is what the test is about.
  throw 'text';
});
df.app.orchestration('refused', function* (context) {
  const input = context.df.getInput<string>();
  if (input === 'sub') yield context.df.callSubOrchestrator('chain');
  if (input === 'entity') yield context.df.callEntity(new df.EntityId('counter', 'a'), 'add');
  if (input === 'http') yield context.df.callHttp({ method: 'GET', url: 'http://localhost/' });
  if (input === 'activity') yield context.df.callActivity('nosuch');
  const options = retryThrice();
  options.retryTimeoutInMilliseconds = 1000;
  yield context.df.callActivityWithRetry('note', options);
});
let code: 'activity' | 'timer' | 'nothing' = 'activity';
df.app.orchestration('unstable', function* (context) {
  if (code === 'activity') yield context.df.callActivity('note', 1);
  if (code === 'timer') yield context.df.createTimer(inMinutes(context, 1));
  yield context.df.waitForExternalEvent('Go');
});

df.app.activity('slow', {
  handler: async () => {
    runs.push('begun');
    const begun = runs.length;
    await new Promise(setImmediate);
    runs.splice(0, 1);
    return begun;
  },
});
df.app.orchestration('crowd', function* (context) {
  const tasks = Array.from({ length: 50 }, () => context.df.callActivity('slow'));
  return Math.max(...((yield context.df.Task.all(tasks)) as number[]));
});
let fired: (() => void) | undefined;
df.app.activity('tell', { handler: () => fired?.() });
df.app.orchestration('soon', function* (context) {
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 20));
  yield context.df.callActivity('tell');
});
df.app.orchestration('retryInRace', function* (context) {
  const timer = context.df.createTimer(inMinutes(context, 10));
  yield context.df.Task.any([context.df.callActivityWithRetry('flaky', retryThrice(), 'try'), timer]);
  timer.cancel();
  return (yield context.df.callActivity('note', 'after')) as unknown;
});

test('no more than 20 activities run at a time', async () => {
  const { run } = openWorld();
  expect((await run('crowd')).output).toBe(20);
});

test('a timer fires by itself', async () => {
  const told = new Promise<void>((resolve) => (fired = resolve));
  const { run, status, engine } = openWorld();
  await run('soon');
  await told;
  await engine.idle();
  expect((await status()).runtimeStatus).toBe('Completed');
});

describe('retry', () => {
  test('waits by its back-off and then goes on', async () => {
    failuresLeft = 2;
    const { run, advance } = openWorld();
    await run('retry');
    expect(runs).toHaveLength(1);
    await advance(minute / 2);
    expect(runs).toHaveLength(1);
    await advance(minute / 2);
    expect(runs).toHaveLength(2);
    await advance(minute);
    expect(runs).toHaveLength(2);
    expect(await advance(minute)).toMatchObject({
      runtimeStatus: 'Completed',
      output: { result: 'worked', after: 'after' },
    });
  });
});

test('a retry in a race with a canceled timer fails, as the shim of the cloud would have it', async () => {
  failuresLeft = 1;
  const { run, advance } = openWorld();
  await run('retryInRace');
  expect((await advance(minute)).output).toContain('Non-Deterministic workflow detected');
});

describe('timers and events', () => {
  test('a timer of more than six days fires on time', async () => {
    const { run, advance, clock } = openWorld();
    const start = clock.now().getTime();
    await run('longTimer');
    for (let days = 1; days < 10; days++) await advance(day);
    expect(runs).toEqual([]);
    const { output } = await advance(day);
    expect(output).toBeGreaterThanOrEqual(start + 10 * day);
  });
});

describe('failures', () => {
  test.each([
    ['sub', 'does not support sub-orchestrations (CallSubOrchestrator)'],
    ['entity', 'does not support entities (CallEntity)'],
    ['http', 'does not support CallHttp'],
    ['activity', "The function 'nosuch' doesn't exist, is disabled, or is not an activity function."],
    ['timeout', 'retryTimeoutInMilliseconds is refused'],
  ])('what is not supported fails by name: %s', async (what, message) => {
    const { run } = openWorld();
    const { runtimeStatus, output } = await run('refused', `"${what}"`);
    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain(message);
  });

  test('throwing something that is no Error fails here, where the cloud would hang', async () => {
    const { run } = openWorld();
    expect((await run('throwsText')).output).toContain('no Error');
  });

  test.each([
    [
      'timer',
      "number 0 named 'note', but the current orchestration replay instead produced a CreateTimerOrchestratorAction",
    ],
    [
      'nothing',
      "ID 0 and name 'note' (version ''), but the current replay execution hasn't (yet?) scheduled this task.",
    ],
  ] as const)('changed code is detected: %s in place of an activity', async (now, message) => {
    code = 'activity';
    const { run, raise, status } = openWorld();
    await run('unstable');
    code = now;
    await raise('Go');
    const { runtimeStatus, output } = await status();
    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain(`Non-Deterministic workflow detected: A previous execution`);
    expect(output).toContain(message);
  });
});
