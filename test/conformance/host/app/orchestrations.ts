import { app, type HttpRequest, type InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';

/** How often each activity ran, by the key in its input; in the memory of one worker. */
const runs: Record<string, number> = {};
const count = (key: string) => (runs[key] = (runs[key] ?? 0) + 1);

df.app.activity('echo', { handler: (input: unknown): unknown => input });
df.app.activity('typed', { handler: (input: unknown) => ({ type: typeof input, input }) });
df.app.activity('metadata', { handler: (_input: unknown, context: InvocationContext) => context.triggerMetadata });
df.app.activity('flaky', {
  handler: ({ key, failures }: { key: string; failures: number }) => {
    if (count(key) <= failures) throw new Error(`flaky ${runs[key] ?? 0}`);
    return runs[key];
  },
});
df.app.activity('slow', {
  handler: async (milliseconds: number) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return 'slow';
  },
});
app.get('activityRuns', () => ({ jsonBody: runs }));

const inMs = (context: df.OrchestrationContext, milliseconds: number) =>
  new Date(context.df.currentUtcDateTime.getTime() + milliseconds);
const message = (error: unknown) => (error instanceof Error ? error.message : 'no Error');

/** An orchestration's own time at each of its steps. */
df.app.orchestration('chain', function* (context) {
  const first: unknown = yield context.df.callActivity('echo', { step: 1 });
  context.df.setCustomStatus({ at: 'second' });
  const second: unknown = yield context.df.callActivity('echo', { step: 2, first });
  return { second, input: context.df.getInput() };
});
df.app.orchestration('values', function* (context) {
  const results: unknown[] = [];
  for (const value of context.df.getInput<unknown[]>()) results.push(yield context.df.callActivity('typed', value));
  return results;
});
df.app.orchestration('results', function* (context) {
  const results: unknown[] = [];
  for (const value of ['{"a":1}', 1.5, undefined]) results.push(yield context.df.callActivity('echo', value));
  return results;
});
df.app.orchestration('metadataOf', function* (context) {
  return (yield context.df.callActivity('metadata', { first: 1, second: 'x' })) as unknown;
});
/** Retries twice, after one second and after two. */
df.app.orchestration('retry', function* (context) {
  const options = new df.RetryOptions(1000, 3);
  options.backoffCoefficient = 2;
  let result: unknown;
  try {
    result = yield context.df.callActivityWithRetry('flaky', options, context.df.getInput());
  } catch (error) {
    result = message(error);
  }
  return { result, after: (yield context.df.callActivity('echo', 'after')) as unknown };
});
df.app.orchestration('fan', function* (context) {
  const { key, failures } = context.df.getInput<{ key: string; failures: number }>();
  const tasks = [
    context.df.callActivity('echo', 1),
    context.df.callActivity('flaky', { key, failures }),
    context.df.callActivity('slow', 300),
  ];
  let result: unknown;
  try {
    result = yield context.df.Task.all(tasks);
  } catch (error) {
    result = message(error);
  }
  return { result, after: (yield context.df.callActivity('echo', 'after')) as unknown };
});
df.app.orchestration('sleeps', function* (context) {
  const begun = context.df.currentUtcDateTime.getTime();
  yield context.df.createTimer(inMs(context, 2000));
  const slept = context.df.currentUtcDateTime.getTime() - begun;
  yield context.df.createTimer(new Date(begun));
  return slept;
});
/** An event against a timer, which is canceled or left open. */
df.app.orchestration('race', function* (context) {
  const { timerMs, cancels } = context.df.getInput<{ timerMs: number; cancels: boolean }>();
  const timer = context.df.createTimer(inMs(context, timerMs));
  const go = context.df.waitForExternalEvent('Go');
  const winner = (yield context.df.Task.any([go, timer])) as df.Task;
  if (winner === go && cancels) timer.cancel();
  return winner === go ? { went: go.result } : 'timer';
});
df.app.orchestration('twoEvents', function* (context) {
  const first: unknown = yield context.df.waitForExternalEvent('Go');
  yield context.df.createTimer(inMs(context, 1000));
  return [first, (yield context.df.waitForExternalEvent('Go')) as unknown];
});
df.app.orchestration('wait', function* (context) {
  const event: unknown = yield context.df.waitForExternalEvent('Go');
  return { input: context.df.getInput(), event };
});
df.app.orchestration('again', function* (context) {
  const { round, seen } = context.df.getInput<{ round: number; seen: unknown[] }>();
  const event: unknown = yield context.df.waitForExternalEvent('Go');
  if (round === 3) return [...seen, event];
  context.df.continueAsNew({ round: round + 1, seen: [...seen, event] });
  return undefined;
});
df.app.orchestration('throws', function* (context) {
  context.df.setCustomStatus('doomed');
  yield context.df.callActivity('echo', 'before');
  throw new Error('orch boom');
});
df.app.orchestration('uncaught', function* (context) {
  yield context.df.callActivity('flaky', { key: context.df.instanceId, failures: 1 });
});
df.app.orchestration('hugeStatus', function* (context) {
  context.df.setCustomStatus('x'.repeat(20_000));
  yield context.df.callActivity('echo', 1);
});
/** Does another thing with every replay: what a change of the code under a running instance comes to. */
df.app.orchestration('unstable', function* (context) {
  if (count(context.df.instanceId) === 1) yield context.df.callActivity('slow', 200);
  else yield context.df.createTimer(inMs(context, 60_000));
});

const durableClient = df.input.durableClient();
app.post('start', {
  route: 'start/{name}/{id?}',
  extraInputs: [durableClient],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const { name = '', id } = request.params;
    const text = await request.text();
    const options = {
      ...(id !== undefined && { instanceId: id }),
      ...(text !== '' && { input: JSON.parse(text) as unknown }),
    };
    try {
      return client.createCheckStatusResponse(request, await client.startNew(name, options));
    } catch (error) {
      return { status: 409, jsonBody: { refused: message(error) } };
    }
  },
});

/** What the client of the library makes of the host's answers. */
const calls: Record<string, (client: df.DurableClient, id: string, request: HttpRequest) => Promise<unknown>> = {
  status: (client, id) => client.getStatus(id),
  raise: async (client, id, request) => client.raiseEvent(id, 'Go', await request.json()),
  terminate: (client, id) => client.terminate(id, 'enough'),
  purge: (client, id) => client.purgeInstanceHistory(id),
  wait: async (client, id, request) => {
    const response = await client.waitForCompletionOrCreateCheckStatusResponse(request, id, {
      timeoutInMilliseconds: 5000,
      retryIntervalInMilliseconds: 200,
    });
    return { status: response.status };
  },
};
app.post('client', {
  route: 'client/{call}/{id}',
  extraInputs: [durableClient],
  handler: async (request, context) => {
    const { call = '', id = '' } = request.params;
    try {
      return { jsonBody: { result: (await calls[call]?.(df.getClient(context), id, request)) ?? null } };
    } catch (error) {
      return { jsonBody: { refused: message(error) } };
    }
  },
});
