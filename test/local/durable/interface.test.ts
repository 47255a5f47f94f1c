import { describe, expect, test } from '@jest/globals';
import * as df from 'durable-functions';
import { openWorld } from './openWorld.ts';

df.app.orchestration('wait', function* (context) {
  return (yield context.df.waitForExternalEvent('Go')) as unknown;
});
df.app.activity('echo', { handler: (input: unknown) => input });
df.app.orchestration('twoSteps', function* (context) {
  yield context.df.callActivity('echo', 'one');
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
  return (yield context.df.waitForExternalEvent('Go')) as unknown;
});

const second = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('starting', () => {
  test('answers 202 with the links of the instance', async () => {
    const { call } = openWorld();
    const { status, headers, json } = await call('POST', 'orchestrators/wait/a%20b', { a: 1 });
    expect(status).toBe(202);
    expect(json).toMatchObject({ id: 'a b', statusQueryGetUri: headers?.['Location'] });
    expect(Object.keys(json as object)).toHaveLength(9);
    expect(headers?.['Retry-After']).toBe('10');
  });

  test('without an id makes one; without a body the input is null', async () => {
    const { call } = openWorld();
    const { json } = await call('POST', 'orchestrators/wait');
    const { id } = json as { id: string };
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect((await call('GET', `instances/${id}`)).json).toMatchObject({ input: null });
  });

  test('one that has not ended is 409, and only one of many at once wins', async () => {
    const { call, engine } = openWorld();
    const answers = await Promise.all([1, 2, 3, 4].map((n) => call('POST', 'orchestrators/wait/one', n)));
    expect(answers.map(({ status }) => status)).toEqual([202, 409, 409, 409]);
    await engine.idle();
    expect((await call('POST', 'orchestrators/wait/one')).json).toEqual({
      Message: 'An Orchestration instance with the status Running already exists.',
    });
  });

  test('one that has ended starts again in place', async () => {
    const { run, raise, status } = openWorld();
    await run('wait', 1);
    await raise('Go', '"first"');
    expect(await status()).toMatchObject({ runtimeStatus: 'Completed', input: 1, output: 'first' });
    expect(await run('wait', 2)).toMatchObject({ runtimeStatus: 'Running', input: 2, output: null });
    await raise('Go', '"second"');
    expect(await status()).toMatchObject({ runtimeStatus: 'Completed', output: 'second' });
  });

  test('bad JSON is 400, a bad id 400, a version is refused by name', async () => {
    const { call } = openWorld();
    expect(await call('POST', 'orchestrators/wait/one', '{')).toMatchObject({ status: 400 });
    expect(await call('POST', 'orchestrators/wait/a%23b')).toMatchObject({ status: 400 });
    const versioned = await call('POST', 'orchestrators/wait/one?version=2');
    expect(versioned).toMatchObject({ status: 501, body: expect.stringContaining('Versions') });
  });
});

describe('status', () => {
  test('of one that runs is 202, of one that has ended 200, of an unknown one 404', async () => {
    const { run, raise, call } = openWorld();
    await run('wait', { a: 1 });
    const running = await call('GET', 'instances/one?showInput=false');
    expect(running).toMatchObject({ status: 202, headers: { 'Retry-After': '5', Location: expect.anything() } });
    expect(running.json).toEqual({
      name: 'wait',
      instanceId: 'one',
      runtimeStatus: 'Running',
      input: null,
      customStatus: null,
      output: null,
      createdTime: expect.stringMatching(second),
      lastUpdatedTime: expect.stringMatching(second),
    });
    await raise('Go', { b: 2 });
    const ended = await call('GET', 'instances/one');
    expect(ended.status).toBe(200);
    expect(ended.json).toMatchObject({ runtimeStatus: 'Completed', input: { a: 1 }, output: { b: 2 } });
    expect(await call('GET', 'instances/nosuch')).toEqual({ status: 404, json: undefined });
  });

  test('the history has texts for types and merges the start of a task into its end', async () => {
    const { run, raise, advance, status } = openWorld();
    await run('twoSteps', { a: 1 });
    const types = async () => {
      const { historyEvents } = await status('one', 'showHistory=true&showHistoryOutput=true');
      return historyEvents?.map(({ EventType }) => EventType);
    };
    expect(await types()).toEqual(['ExecutionStarted', 'TaskCompleted', 'TimerCreated']);
    await advance(60_000);
    await raise('Go', 1);
    expect(await types()).toEqual([
      'ExecutionStarted',
      'TaskCompleted',
      'TimerFired',
      'EventRaised',
      'ExecutionCompleted',
    ]);
    const events = (await status('one', 'showHistory=true&showHistoryOutput=true')).historyEvents;
    expect(events?.[1]).toMatchObject({ FunctionName: 'echo', Result: 'one', Input: null });
  });

  test('the list can be narrowed', async () => {
    const { run, raise, call } = openWorld();
    await run('wait', 1, 'a-1');
    await run('wait', 2, 'b-1');
    await raise('Go', 1, 'b-1');
    const ids = async (query: string) =>
      ((await call('GET', `instances/?${query}`)).json as { instanceId: string }[]).map(({ instanceId }) => instanceId);
    expect(await ids('')).toEqual(['a-1', 'b-1']);
    expect(await ids('runtimeStatus=Running,Pending')).toEqual(['a-1']);
    expect(await ids('instanceIdPrefix=b')).toEqual(['b-1']);
    expect(await ids('createdTimeTo=2020-01-01T00:00:00Z')).toEqual([]);
  });
});

describe('steering', () => {
  test('terminate ends it with the reason; then everything is 410', async () => {
    const { run, call, status } = openWorld();
    await run('wait');
    expect(await call('POST', 'instances/one/terminate?reason=enough')).toMatchObject({ status: 202 });
    expect(await status()).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
    for (const operation of ['terminate', 'suspend', 'resume', 'raiseEvent/Go']) {
      expect(await call('POST', `instances/one/${operation}`, 'null')).toMatchObject({ status: 410 });
    }
    expect(await call('POST', 'instances/nosuch/terminate')).toMatchObject({ status: 404 });
  });

  test('suspend holds it, keeps events, and twice is 500; resume goes on', async () => {
    const { run, call, raise, status, engine } = openWorld();
    await run('wait');
    expect(await call('POST', 'instances/one/suspend?reason=later')).toMatchObject({ status: 202 });
    expect(await raise('Go', 7)).toBe(202);
    expect(await status()).toMatchObject({ runtimeStatus: 'Suspended', output: 'later' });
    expect(await call('POST', 'instances/one/suspend')).toMatchObject({
      status: 500,
      body: "Cannot suspend the orchestration instance 'one' because instance is in the Suspended state.",
    });
    expect(await call('POST', 'instances/one/resume')).toMatchObject({ status: 202 });
    await engine.idle();
    expect(await status()).toMatchObject({ runtimeStatus: 'Completed', output: 7 });
  });

  test('an event needs JSON', async () => {
    const { run, call } = openWorld();
    await run('wait');
    const plain = await call('POST', 'instances/one/raiseEvent/Go', '1', { 'content-type': 'text/plain' });
    expect(plain.json).toEqual({ Message: 'Only application/json request content is supported' });
    expect(await call('POST', 'instances/one/raiseEvent/Go', '{')).toMatchObject({ status: 400 });
    expect(await call('POST', 'instances/one/raiseEvent/Go')).toMatchObject({ status: 400 });
  });

  test('purge removes what has ended, and nothing else', async () => {
    const { run, raise, call } = openWorld();
    await run('wait', 1, 'a');
    await run('wait', 2, 'b');
    expect(await call('DELETE', 'instances/a')).toMatchObject({ status: 412 });
    await raise('Go', 1, 'a');
    expect(await call('DELETE', 'instances/a')).toMatchObject({ status: 200, json: { instancesDeleted: 1 } });
    expect(await call('DELETE', 'instances/a')).toMatchObject({ status: 404 });
    expect(await call('DELETE', 'instances/?runtimeStatus=Completed')).toMatchObject({ status: 404 });
    await raise('Go', 1, 'b');
    expect(await call('DELETE', 'instances/?runtimeStatus=Completed')).toMatchObject({ json: { instancesDeleted: 1 } });
    expect((await call('GET', 'instances/')).json).toEqual([]);
  });

  test.each(['instances/one/restart', 'instances/one/rewind', 'entities/counter/a'])('%s is refused', async (path) => {
    const { run, call } = openWorld();
    await run('wait');
    expect(await call('POST', path)).toMatchObject({ status: 501, body: expect.stringContaining('does not support') });
  });
});
