import { app } from '@azure/functions';
import { expect, test } from '@jest/globals';

import { createLocalClock } from '../../../local/clock/localClock.ts';
import type { LogLine } from '../../../local/host/appRegistrations.ts';
import { startHost } from '../../../local/host/startHost.ts';

const events: string[] = [];
const logged: LogLine[] = [];
let begun = Promise.withResolvers<undefined>();
let gate = Promise.withResolvers<undefined>();

app.get('slow', async () => {
  begun.resolve(undefined);
  await gate.promise;
  return { body: 'done' };
});
app.get('hooked', (request, context) => {
  context.warn('seen', { query: request.query.get('a') });
  return { body: 'handler' };
});
app.get('failing', () => {
  throw new Error('boom');
});
app.hook.appStart(() => void events.push('appStart'));
app.hook.appTerminate(() => void events.push('appTerminate'));
app.hook.preInvocation((context) => {
  events.push(`before ${context.invocationContext.functionName}`);
  context.hookData['begun'] = true;
});
app.hook.postInvocation((context) => {
  events.push(`after, begun: ${String(context.hookData['begun'])}`);
  if (context.invocationContext.functionName === 'hooked') context.result = { body: 'hook' };
  if (context.error instanceof Error) {
    context.error = null;
    context.result = { status: 503 };
  }
});

const start = () =>
  startHost({
    port: 0,
    clock: createLocalClock(),
    hostJson: { routePrefix: 'v1/x' },
    load: () => undefined,
    onLog: (line) => logged.push(line),
  });

test('hooks run around each invocation and may change its outcome', async () => {
  events.length = 0;
  const host = await start();
  expect(await (await fetch(`${host.origin}/V1/X/hooked`)).text()).toBe('hook');
  expect((await fetch(`${host.origin}/v1/x/failing`)).status).toBe(503);
  expect((await fetch(`${host.origin}/api/failing`)).status).toBe(404);
  await host.stop();
  expect(events).toEqual([
    'appStart',
    'before hooked',
    'after, begun: true',
    'before failing',
    'after, begun: true',
    'appTerminate',
  ]);
});

test('what a function logs reaches the caller of the host', async () => {
  logged.length = 0;
  const host = await start();
  await fetch(`${host.origin}/v1/x/hooked?a=1`);
  await host.stop();
  expect(logged).toEqual([
    { level: 'warning', category: 'user', message: "seen { query: '1' }", functionName: 'hooked' },
  ]);
});

test('stop refuses new connections at once and lets requests in progress end', async () => {
  begun = Promise.withResolvers();
  gate = Promise.withResolvers();
  events.length = 0;
  const host = await start();
  const slow = fetch(`${host.origin}/v1/x/slow`);
  await begun.promise;
  const stopped = host.stop();
  await expect(fetch(`${host.origin}/v1/x/hooked`)).rejects.toThrow('fetch failed');
  expect(events).not.toContain('appTerminate');
  gate.resolve(undefined);
  expect(await (await slow).text()).toBe('done');
  await stopped;
  expect(events.at(-1)).toBe('appTerminate');
});

test('an idle connection does not hold up the stop', async () => {
  const host = await start();
  await (await fetch(`${host.origin}/`)).text();
  await host.stop();
  await expect(fetch(host.origin)).rejects.toThrow('fetch failed');
});

test('a client that went away does not hold up the stop', async () => {
  begun = Promise.withResolvers();
  gate = Promise.withResolvers();
  const host = await start();
  const leave = new AbortController();
  const slow = fetch(`${host.origin}/v1/x/slow`, { signal: leave.signal });
  await begun.promise;
  leave.abort();
  await expect(slow).rejects.toThrow('aborted');
  const stopped = host.stop();
  gate.resolve(undefined);
  await expect(stopped).resolves.toBeUndefined();
});

test('registering after the start is refused; so is a second host', async () => {
  const host = await start();
  expect(() => app.get('late', () => ({}))).toThrow('A function can only be registered during app startup.');
  await expect(start()).rejects.toThrow('A host is running in this process already.');
  await host.stop();
});

test('the environment is that of a Functions host', async () => {
  const host = await start();
  expect(process.env).toMatchObject({
    WEBSITE_HOSTNAME: `localhost:${host.port}`,
    FUNCTIONS_WORKER_RUNTIME: 'node',
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
  });
  await host.stop();
});

test('a disposed hook runs no more; log hooks are refused', async () => {
  events.length = 0;
  app.hook.appStart(() => void events.push('disposed')).dispose();
  expect(() => app.hook.log(() => undefined)).toThrow('Log hooks require Azure Functions Host v4.34 or higher.');
  await (await start()).stop();
  expect(events).toEqual(['appStart', 'appTerminate']);
});
