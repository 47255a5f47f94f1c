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

df.app.orchestration('chain', function* (context) {
  const first: unknown = yield context.df.callActivity('note', { step: 1 });
  context.df.setCustomStatus({ at: 'second' });
  const second: unknown = yield context.df.callActivity('note', { step: 2, first });
  return { second, input: context.df.getInput() };
});
df.app.orchestration('values', function* (context) {
  const results: unknown[] = [];
  for (const value of context.df.getInput<unknown[]>()) results.push(yield context.df.callActivity('note', value));
  return results;
});
df.app.orchestration('retry', function* (context) {
  try {
    const result: unknown = yield context.df.callActivityWithRetry('flaky', retryThrice(), 'try');
    return { result, after: (yield context.df.callActivity('note', 'after')) as unknown };
  } catch (error) {
    const caught = (error as Error).message;
    return { caught, after: (yield context.df.callActivity('note', 'after')) as unknown };
  }
});
df.app.orchestration('fan', function* (context) {
  const tasks = [1, 2, 3].map((n) => context.df.callActivity(n === 2 ? 'flaky' : 'note', n));
  let result: unknown;
  try {
    result = yield context.df.Task.all(tasks);
  } catch (error) {
    result = (error as Error).message;
  }
  return { result, after: (yield context.df.callActivity('note', 'after')) as unknown };
});
df.app.orchestration('race', function* (context) {
  const timer = context.df.createTimer(inMinutes(context, 10));
  const go = context.df.waitForExternalEvent('Go');
  const winner = (yield context.df.Task.any([go, timer])) as df.Task;
  const { leaveOpen } = context.df.getInput<{ leaveOpen?: boolean }>();
  if (winner === go && !leaveOpen) timer.cancel();
  const after: unknown = yield context.df.callActivity('note', 'after');
  return { winner: winner === go ? { went: go.result } : 'timer', after };
});
df.app.orchestration('twoEvents', function* (context) {
  const first: unknown = yield context.df.waitForExternalEvent('Go');
  yield context.df.createTimer(inMinutes(context, 1));
  const second: unknown = yield context.df.waitForExternalEvent('Go');
  return [first, second];
});
df.app.orchestration('longTimer', function* (context) {
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 10 * day));
  return (yield context.df.callActivity('note', context.df.currentUtcDateTime.getTime())) as unknown;
});
df.app.orchestration('throws', function* (context) {
  context.df.setCustomStatus('doomed');
  yield context.df.callActivity('note', 'before');
  throw new Error('orch boom');
});
df.app.orchestration('uncaught', function* (context) {
  yield context.df.callActivity('flaky', 'x');
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
df.app.orchestration('again', function* (context) {
  const { round, seen } = context.df.getInput<{ round: number; seen: unknown[] }>();
  const event: unknown = yield context.df.waitForExternalEvent('Go');
  if (round === 3) return [...seen, event];
  context.df.continueAsNew({ round: round + 1, seen: [...seen, event] });
  return undefined;
});
let code: 'activity' | 'timer' | 'nothing' = 'activity';
df.app.orchestration('unstable', function* (context) {
  if (code === 'activity') yield context.df.callActivity('note', 1);
  if (code === 'timer') yield context.df.createTimer(inMinutes(context, 1));
  yield context.df.waitForExternalEvent('Go');
});
df.app.orchestration('hugeStatus', function* (context) {
  context.df.setCustomStatus('x'.repeat(20_000));
  yield context.df.callActivity('note', 1);
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

test('a chain passes results on and keeps input, custom status and output', async () => {
  const { run } = openWorld();
  expect(await run('chain', { a: 'ä' })).toMatchObject({
    name: 'chain',
    runtimeStatus: 'Completed',
    input: { a: 'ä' },
    customStatus: { at: 'second' },
    output: { second: { step: 2, first: { step: 1 } }, input: { a: 'ä' } },
  });
  expect(runs).toEqual([{ step: 1 }, { step: 2, first: { step: 1 } }]);
});

test('activity inputs and results are what the cloud makes of them', async () => {
  const { run } = openWorld();
  const values = ['text', '{"a":1}', '"q"', 5, 0, { at: '2027-01-01T00:00:00Z' }, [1, [2]], true, false, null];
  const { output } = await run('values', values);
  expect(runs).toEqual([...values.slice(0, -3), 'True', 'False', undefined]);
  expect(output).toEqual([...values.slice(0, -3), 'True', 'False', null]);
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

  test('after the last attempt one more timer fires at once, and the last error arrives', async () => {
    failuresLeft = 3;
    const { run, advance, status } = openWorld();
    await run('retry');
    await advance(minute);
    const { output } = await advance(2 * minute);
    expect(runs).toEqual(['try', 'try', 'try', 'after']);
    expect(output).toEqual({
      caught: expect.stringMatching(/^Activity function 'flaky' failed: {2}flaky 3 \n \{"\$type"/),
      after: 'after',
    });
    const history = (await status('one', 'showHistory=true')).historyEvents ?? [];
    expect(history.map(({ EventType }) => EventType)).toEqual([
      'ExecutionStarted',
      ...['TaskFailed', 'TimerFired', 'TaskFailed', 'TimerFired', 'TaskFailed', 'TimerFired'],
      'TaskCompleted',
      'ExecutionCompleted',
    ]);
  });
});

test('a retry in a race with a canceled timer fails, as the shim of the cloud would have it', async () => {
  failuresLeft = 1;
  const { run, advance } = openWorld();
  await run('retryInRace');
  expect((await advance(minute)).output).toContain('Non-Deterministic workflow detected');
});

describe('fan-out', () => {
  test('gathers the results in order', async () => {
    const { run } = openWorld();
    expect((await run('fan')).output).toEqual({ result: [1, 'worked', 3], after: 'after' });
  });

  test('a failing branch is caught, and the next activity gets its own result', async () => {
    failuresLeft = 1;
    const { run } = openWorld();
    const { output, runtimeStatus } = await run('fan');
    expect(runtimeStatus).toBe('Completed');
    expect(output).toEqual({ result: expect.stringContaining("'flaky' failed:  flaky 2"), after: 'after' });
  });
});

describe('timers and events', () => {
  test('a timer wins when nobody raises the event', async () => {
    const { run, advance } = openWorld();
    expect((await run('race', {})).runtimeStatus).toBe('Running');
    await advance(9 * minute);
    expect(runs).toEqual([]);
    expect(await advance(minute)).toMatchObject({ runtimeStatus: 'Completed', output: { winner: 'timer' } });
  });

  test('an event wins, the canceled timer holds nothing up', async () => {
    const { run, raise, status } = openWorld();
    await run('race', {});
    expect(await raise('Go', { by: 'ada' })).toBe(202);
    expect(await status()).toMatchObject({
      runtimeStatus: 'Completed',
      output: { winner: { went: { by: 'ada' } }, after: 'after' },
    });
  });

  test('a timer that was not canceled keeps the orchestration Running until it fires', async () => {
    const { run, raise, advance, status } = openWorld();
    await run('race', { leaveOpen: true });
    await raise('Go');
    expect(runs).toEqual(['after']);
    expect((await status()).runtimeStatus).toBe('Running');
    expect((await advance(10 * minute)).runtimeStatus).toBe('Completed');
  });

  test('an event of another case is not the one', async () => {
    const { run, raise, status } = openWorld();
    await run('race', {});
    await raise('gO', 1);
    expect((await status()).runtimeStatus).toBe('Running');
    await raise('Go', 2);
    expect((await status()).output).toMatchObject({ winner: { went: 2 } });
  });

  test('an event that comes before it is waited for is kept', async () => {
    const { run, raise, advance } = openWorld();
    await run('twoEvents');
    await raise('Go', 1);
    await raise('Go', 2);
    expect(await advance(minute)).toMatchObject({ runtimeStatus: 'Completed', output: [1, 2] });
  });

  test('a timer of more than six days fires on time', async () => {
    const { run, advance, clock } = openWorld();
    const start = clock.now().getTime();
    await run('longTimer');
    for (let days = 1; days < 10; days++) await advance(day);
    expect(runs).toEqual([]);
    const { output } = await advance(day);
    expect(output).toBeGreaterThanOrEqual(start + 10 * day);
  });

  test('continueAsNew begins a new history with the new input; events in a burst are all kept', async () => {
    const { run, raise, status, call } = openWorld();
    await run('again', { round: 1, seen: [] });
    await Promise.all(
      ['a', 'b'].map((data) => call('POST', 'instances/one/raiseEvent/Go', data === 'a' ? '"a"' : '"b"')),
    );
    await raise('Go', '"c"');
    expect(await status()).toMatchObject({
      runtimeStatus: 'Completed',
      input: { round: 3, seen: ['a', 'b'] },
      output: ['a', 'b', 'c'],
    });
  });
});

describe('failures', () => {
  test('an orchestrator that throws ends Failed and keeps its custom status', async () => {
    const { run, lines } = openWorld();
    expect(await run('throws')).toMatchObject({
      runtimeStatus: 'Failed',
      customStatus: 'doomed',
      output: "Orchestrator function 'throws' failed: orch boom",
    });
    expect(lines).toEqual(["durable: throws 'one' failed: Orchestrator function 'throws' failed: orch boom"]);
  });

  test('an uncaught activity error ends it with both messages', async () => {
    failuresLeft = 1;
    const { run } = openWorld();
    const { output } = await run('uncaught');
    expect(output).toMatch(
      /^Orchestrator function 'uncaught' failed: Activity function 'flaky' failed: {2}flaky 1 \n \{/,
    );
  });

  test('an unknown orchestrator starts, and fails by name', async () => {
    const { run } = openWorld();
    const { runtimeStatus, output } = await run('nosuch');
    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain("The function 'nosuch' doesn't exist");
  });

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

  test('a custom status over 16 KB fails the orchestration', async () => {
    const { run } = openWorld();
    expect((await run('hugeStatus')).output).toBe(
      "Orchestrator function 'hugeStatus' failed: The UTF-16 size of the JSON-serialized payload must not exceed 16 KB. " +
        'The current payload size is 39 KB.',
    );
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
