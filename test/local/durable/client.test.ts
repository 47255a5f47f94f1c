import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HttpRequest } from '@azure/functions';
import type { HttpResponseInit } from '@azure/functions';
import * as df from 'durable-functions';
import { createLocalClock } from '../../../local/clock/localClock.ts';
import { openDurableEngine } from '../../../local/durable/openDurableEngine.ts';
import { startHost } from '../../../local/host/startHost.ts';
import type { Host } from '../../../local/host/startHost.ts';

const clock = createLocalClock();
const engine = openDurableEngine({ clock });
let host: Host;
let client: df.DurableClient;

function load() {
  df.app.orchestration('wait', function* (context) {
    const event: unknown = yield context.df.waitForExternalEvent('Go');
    const result: unknown = yield context.df.callActivity('echo', { event, flag: true });
    return { input: context.df.getInput(), result };
  });
  df.app.activity('echo', { handler: (input: unknown) => input });
  df.app.client.http('checkStatus', {
    route: 'check',
    handler: async (request: HttpRequest, given: df.DurableClient): Promise<HttpResponseInit> => {
      client = given;
      const id = await client.startNew('wait', { input: { a: 1 } });
      return client.createCheckStatusResponse(request, id);
    },
  });
}

beforeAll(async () => {
  host = await startHost({ port: 0, clock, load, hostJson: { routePrefix: 'api' }, durable: engine });
});
afterAll(() => host.stop());

test('the links that a function hands out lead to the instance', async () => {
  const response = await fetch(`${host.origin}/api/check`);
  expect(response.status).toBe(202);
  const links = (await response.json()) as { statusQueryGetUri: string; sendEventPostUri: string };
  const running = await fetch(links.statusQueryGetUri);
  expect(running.status).toBe(202);
  const raised = await fetch(links.sendEventPostUri.replace('{eventName}', 'Go'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"b":2}',
  });
  expect(raised.status).toBe(202);
  await engine.idle();
  const ended = await fetch(links.statusQueryGetUri);
  expect(ended.status).toBe(200);
  expect(await ended.json()).toMatchObject({
    runtimeStatus: 'Completed',
    output: { input: { a: 1 }, result: { event: { b: 2 }, flag: true } },
  });
});

test('the client starts, and cannot start twice', async () => {
  expect(await client.startNew('wait', { instanceId: 'twice', input: 'text' })).toBe('twice');
  await engine.idle();
  await expect(client.startNew('wait', { instanceId: 'twice' })).rejects.toThrow(
    'The operation failed with an unexpected status code: 409. Details: ' +
      '{"Message":"An Orchestration instance with the status Running already exists."}',
  );
  await client.raiseEvent('twice', 'Go', 1);
  await engine.idle();
  expect(await client.getStatus('twice')).toMatchObject({
    output: { input: 'text', result: { event: 1, flag: true } },
  });
});

test('the client without input gives the orchestrator an empty text', async () => {
  await client.startNew('wait', { instanceId: 'empty' });
  await client.raiseEvent('empty', 'Go', null);
  await engine.idle();
  expect(await client.getStatus('empty')).toMatchObject({ input: '', output: { input: '', result: { event: null } } });
});

test('the client steers, lists and purges', async () => {
  await client.startNew('wait', { instanceId: 'steered', input: 1 });
  await engine.idle();
  await client.suspend('steered', 'later');
  expect((await client.getStatus('steered')).runtimeStatus).toBe('Suspended');
  await client.resume('steered', 'now');
  await client.terminate('steered', 'enough');
  expect(await client.getStatus('steered')).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
  await client.raiseEvent('steered', 'Go', 1);
  const terminated = await client.getStatusBy({ runtimeStatus: [df.OrchestrationRuntimeStatus.Terminated] });
  expect(terminated.map(({ instanceId }) => instanceId)).toEqual(['steered']);
  expect(await client.purgeInstanceHistory('steered')).toEqual({ instancesDeleted: 1 });
  expect(await client.purgeInstanceHistory('steered')).toEqual({ instancesDeleted: 0 });
});

test('the client tells what it does not find and what is not supported', async () => {
  await expect(client.getStatus('nosuch')).rejects.toThrow('replied with HTTP 404');
  await expect(client.terminate('nosuch', '')).rejects.toThrow("No instance with ID 'nosuch' found.");
  await expect(client.raiseEvent('nosuch', 'Go', 1)).rejects.toThrow("No instance with ID 'nosuch' found.");
  await client.startNew('wait', { instanceId: 'rewound', input: 1 });
  await expect(client.rewind('rewound', 'x')).rejects.toThrow('does not support');
  await expect(client.signalEntity(new df.EntityId('counter', 'a'), 'add')).rejects.toThrow('501');
});

test('waiting for completion answers with the output', async () => {
  await client.startNew('wait', { instanceId: 'waited', input: 1 });
  await client.raiseEvent('waited', 'Go', 2);
  await engine.idle();
  const request = new HttpRequest({ url: `${host.origin}/api/check`, method: 'GET' });
  const response = await client.waitForCompletionOrCreateCheckStatusResponse(request, 'waited');
  expect(response.status).toBe(200);
});
