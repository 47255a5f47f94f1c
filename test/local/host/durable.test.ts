import { app } from '@azure/functions';
import type { TriggerMetadata } from '@azure/functions';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as df from 'durable-functions';

import { createLocalClock } from '../../../local/clock/localClock.ts';
import { openDurableEngine } from '../../../local/durable/openDurableEngine.ts';
import { startHost } from '../../../local/host/startHost.ts';
import type { Host } from '../../../local/host/startHost.ts';

const clock = createLocalClock();
const engine = openDurableEngine({ clock });
const errors: string[] = [];
const metadata: (TriggerMetadata | undefined)[] = [];
const begun = Promise.withResolvers<undefined>();
const gate = Promise.withResolvers<undefined>();
let host: Host;

df.app.activity('echo', {
  handler: (input: unknown, context) => {
    metadata.push(context.triggerMetadata);
    return { type: typeof input, input };
  },
});
df.app.activity('answer', { handler: (input: unknown): unknown => input });
df.app.activity('failing', {
  handler: () => {
    throw new Error('activity boom');
  },
});
df.app.orchestration('calls', function* (context) {
  const results: unknown[] = [];
  for (const input of context.df.getInput<unknown[]>()) results.push(yield context.df.callActivity('echo', input));
  return results;
});
df.app.orchestration('results', function* (context) {
  const results: unknown[] = [];
  for (const input of ['{"a":1}', 1.5, 12345678901234567890, undefined]) {
    results.push(yield context.df.callActivity('answer', input));
  }
  return results;
});
df.app.orchestration('fails', function* (context) {
  yield context.df.callActivity('failing');
});
app.post('start', {
  route: 'start/{name}',
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const text = await request.text();
    const id = await client.startNew(request.params['name'] ?? '', { input: JSON.parse(text) as unknown });
    return client.createCheckStatusResponse(request, id);
  },
});
app.post('startLate', {
  extraInputs: [df.input.durableClient()],
  handler: async (_request, context) => {
    begun.resolve(undefined);
    await gate.promise;
    return { jsonBody: await df.getClient(context).startNew('results') };
  },
});

beforeAll(async () => {
  host = await startHost({
    port: 0,
    clock,
    hostJson: { routePrefix: 'api' },
    load: () => undefined,
    durable: engine,
    onError: (name) => errors.push(name),
  });
});
afterAll(() => host.stop());

/** Starts an orchestration over HTTP and reads its end from the address that the answer gives. */
const run = async (name: string, input: unknown) => {
  const started = await fetch(`${host.origin}/api/start/${name}`, { method: 'POST', body: JSON.stringify(input) });
  expect(started.status).toBe(202);
  const { statusQueryGetUri } = (await started.json()) as { statusQueryGetUri: string };
  expect(statusQueryGetUri).toMatch(`${host.origin}/runtime/webhooks/durabletask/instances/`);
  await engine.idle();
  return (await (await fetch(statusQueryGetUri)).json()) as { runtimeStatus: string; output: unknown };
};

test('integers in results have 64 bits', async () => {
  expect(await run('results', null)).toMatchObject({ output: ['{"a":1}', 1.5, 9223372036854776000, null] });
});

test('a failure is told to the caller of the host', async () => {
  errors.length = 0;
  expect(await run('fails', null)).toMatchObject({ runtimeStatus: 'Failed' });
  expect(errors).toEqual(['failing', 'fails']);
});

test('a request in progress can still reach the engine while the host is stopping', async () => {
  const late = fetch(`${host.origin}/api/startLate`, { method: 'POST' });
  await begun.promise;
  const stopped = host.stop();
  await expect(fetch(`${host.origin}/`)).rejects.toThrow('fetch failed');
  gate.resolve(undefined);
  expect((await late).status).toBe(200);
  await stopped;
});
