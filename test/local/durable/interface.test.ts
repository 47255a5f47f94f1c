import { describe, expect, test } from '@jest/globals';
import * as df from 'durable-functions';
import { openWorld } from './openWorld.ts';

df.app.orchestration('wait', function* (context) {
  return (yield context.df.waitForExternalEvent('Go')) as unknown;
});

// What is not supported is refused by its name; what is, test/conformance/host asks for.
test.each([
  ['POST', 'instances/one/restart', 'restart'],
  ['POST', 'instances/one/rewind', 'rewind'],
  ['POST', 'instances/one/suspend', 'suspend'],
  ['POST', 'instances/one/resume', 'resume'],
  ['GET', 'instances/', 'Lists'],
  ['DELETE', 'instances/?runtimeStatus=Completed', 'Lists'],
  ['POST', 'entities/counter/a', 'Entities'],
  ['POST', 'orchestrators/wait/two?version=2', 'Versions'],
  ['POST', 'orchestrators/wait/two?timeout=5', 'Start and wait'],
])('%s %s is 501', async (method, path, name) => {
  const { run, call } = openWorld();
  await run('wait');
  const { status, body } = await call(method, path);
  expect(status).toBe(501);
  expect(body).toContain(name);
  expect(body).toContain('the local Durable engine does not support this');
});

describe('starting', () => {
  test('without an id makes one; without a body the input is null', async () => {
    const { call } = openWorld();
    const { json } = await call('POST', 'orchestrators/wait');
    const { id } = json as { id: string };
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect((await call('GET', `instances/${id}`)).json).toMatchObject({ input: null });
  });

  test('bad JSON is 400, and so is an id with a character that is not allowed', async () => {
    const { call } = openWorld();
    expect(await call('POST', 'orchestrators/wait/one', '{')).toMatchObject({ status: 400 });
    expect(await call('POST', 'orchestrators/wait/a%23b')).toMatchObject({ status: 400 });
    expect(await call('POST', 'orchestrators/wait/a%20b', '1')).toMatchObject({ status: 202, json: { id: 'a b' } });
  });
});

test.each(['instances/one/nosuch', 'instances/one/raiseEvent/Go/more', 'nosuch', 'instances/two'])(
  '%s is 404',
  async (path) => {
    const { run, call } = openWorld();
    await run('wait');
    expect(await call('POST', path)).toMatchObject({ status: 404 });
  },
);
