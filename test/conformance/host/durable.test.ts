import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { type Target, openTarget } from './target.ts';

interface Links {
  id: string;
  statusQueryGetUri: string;
  sendEventPostUri: string;
  terminatePostUri: string;
  purgeHistoryDeleteUri: string;
}
interface Status {
  runtimeStatus: string;
  input: unknown;
  output: unknown;
  customStatus: unknown;
  createdTime: string;
  historyEvents: Record<string, unknown>[];
}

let target: Target;
beforeAll(async () => {
  target = await openTarget();
});
afterAll(() => target.close());

const post = (url: string, body?: unknown) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
/** Starts an instance over a function, which gives the links of the management interface. */
async function start(name: string, input: unknown = {}, id = `i-${crypto.randomUUID()}`) {
  const response = await post(`${target.origin}/api/start/${name}/${id}`, input);
  return { status: response.status, headers: response.headers, links: (await response.json()) as Links };
}
const statusOf = async ({ statusQueryGetUri }: Links, query = '') =>
  (await (await fetch(`${statusQueryGetUri}${query}`)).json()) as Status;
/** The status, once it is what is waited for; for ten seconds. */
async function until(links: Links, wanted: (status: Status) => boolean = isOver, query = '&showHistory=true') {
  for (const end = Date.now() + 20_000; ;) {
    const status = await statusOf(links, query);
    if (wanted(status) || Date.now() > end) return status;
    await wait(50);
  }
}
const isOver = ({ runtimeStatus }: Status) => ['Completed', 'Failed', 'Terminated'].includes(runtimeStatus);
const isRunning = ({ runtimeStatus }: Status) => runtimeStatus === 'Running';
const run = async (name: string, input?: unknown) => until((await start(name, input)).links);
const raise = async ({ sendEventPostUri }: Links, data: unknown, name = 'Go') =>
  (await post(sendEventPostUri.replace('{eventName}', name), data)).status;
const steer = async (uri: string, method = 'POST') => (await fetch(uri.replace('{text}', 'enough'), { method })).status;
/** What the library's client says, from within a function. */
const ask = async (call: string, id: string, body?: unknown) =>
  (await (await post(`${target.origin}/api/client/${call}/${id}`, body)).json()) as {
    result?: unknown;
    refused?: string;
  };

describe('starting', () => {
  test('202 with links that lead to the instance, whose ids are those of its maker', async () => {
    const { status, headers, links } = await start('chain', { a: 1 });
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(links.statusQueryGetUri);
    expect(await until(links)).toMatchObject({
      runtimeStatus: 'Completed',
      input: { a: 1 },
      customStatus: { at: 'second' },
      output: { second: { step: 2, first: { step: 1 } }, input: { a: 1 } },
    });
  });

  test('one that runs is 409, by the client and over the wire; of many at once one wins', async () => {
    const { links } = await start('wait', 1, `twice-${crypto.randomUUID()}`);
    await until(links, isRunning);
    const again = await post(`${target.origin}/api/start/wait/${links.id}`, 2);
    expect(await again.json()).toEqual({
      refused:
        'The operation failed with an unexpected status code: 409. Details: ' +
        '{"Message":"An Orchestration instance with the status Running already exists."}',
    });
    const id = `many-${crypto.randomUUID()}`;
    const answers = await Promise.all([1, 2, 3, 4].map((n) => start('wait', n, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
  });

  test('one that has ended begins anew in its place', async () => {
    const { links } = await start('wait', 1);
    await raise(links, 'first');
    expect(await until(links)).toMatchObject({ output: { input: 1, event: 'first' } });
    await start('wait', 2, links.id);
    expect(await until(links, isRunning)).toMatchObject({ input: 2, output: null });
    await raise(links, 'second');
    expect(await until(links)).toMatchObject({ output: { input: 2, event: 'second' } });
  });

  test('without an input the client sends an empty text', async () => {
    const response = await fetch(`${target.origin}/api/start/wait`, { method: 'POST' });
    const links = (await response.json()) as Links;
    await raise(links, null);
    expect(await until(links)).toMatchObject({ input: '', output: { input: '', event: null } });
  });

  test('an orchestrator that is not there is started, and fails by its name', async () => {
    const { runtimeStatus, output } = await run('nosuch');
    expect([runtimeStatus, String(output).includes("'nosuch'")]).toEqual(['Failed', true]);
  });
});

describe('activities', () => {
  test('inputs arrive with their types, but booleans as .NET writes them', async () => {
    const when = '2026-01-01T00:00:00Z';
    const { output } = await run('values', ['text', '{"a":1}', 5, { a: [1], when }, true, false, null]);
    expect(output).toEqual([
      { type: 'string', input: 'text' },
      { type: 'string', input: '{"a":1}' },
      { type: 'number', input: 5 },
      { type: 'object', input: { a: [1], when } },
      { type: 'string', input: 'True' },
      { type: 'string', input: 'False' },
      { type: 'undefined' },
    ]);
  });

  test('results: JSON text stays text, and nothing is null', async () => {
    expect((await run('results')).output).toEqual(['{"a":1}', 1.5, null]);
  });

  test('an activity knows its instance and the members of its input', async () => {
    const { links } = await start('metadataOf');
    expect((await until(links)).output).toMatchObject({ instanceId: links.id, first: 1, second: 'x' });
  });

  test.each([
    [0, 1, []],
    [2, 3, ['TimerFired', 'TimerFired']],
    [
      9,
      expect.stringMatching(/^Activity function 'flaky' failed: {2}flaky 3 \n /) as unknown,
      ['TimerFired', 'TimerFired', 'TimerFired'],
    ],
  ])('with %i failures, of three attempts', async (failures, result, timers) => {
    const key = crypto.randomUUID();
    const status = await run('retry', { key, failures });
    expect(status.output).toEqual({
      result,
      after: 'after',
    });
    // The exhausted one ends with a timer that fires at once; the one before waited twice as long as the first.
    const fired = status.historyEvents.filter(({ EventType }) => EventType === 'TimerFired');
    expect(fired.map(({ EventType }) => EventType)).toEqual(timers);
    const waits = fired.map(
      ({ FireAt, ScheduledTime }) => Date.parse(String(FireAt)) - Date.parse(String(ScheduledTime)),
    );
    const expected = [1000, 2000, 0].slice(0, timers.length);
    expect(waits.map((ms, at) => Math.abs(ms - (expected[at] ?? NaN)) < 500)).toEqual(expected.map(() => true));
  });

  test('fan-out: the results in order', async () => {
    expect((await run('fan', { key: crypto.randomUUID(), failures: 0 })).output).toEqual({
      result: [1, 1, 'slow'],
      after: 'after',
    });
  });

  test('fan-out with a failing branch: caught, and the next activity gets its own result', async () => {
    const { runtimeStatus, output } = await run('fan', { key: crypto.randomUUID(), failures: 1 });
    expect([runtimeStatus, output]).toEqual([
      'Completed',
      { result: expect.stringContaining("'flaky' failed:  flaky 1"), after: 'after' },
    ]);
  });
});

describe('timers and events', () => {
  test('a timer sleeps its time; one in the past fires at once', async () => {
    // The cloud may fire up to a second early.
    expect((await run('sleeps')).output).toBeGreaterThan(900);
  });

  test('an event wins against a timer that is canceled, and nothing holds it up', async () => {
    const { links } = await start('race', { timerMs: 60_000, cancels: true });
    await until(links, isRunning);
    expect(await raise(links, { by: 'ada' })).toBe(202);
    expect(await until(links)).toMatchObject({ runtimeStatus: 'Completed', output: { went: { by: 'ada' } } });
  });

  test('a timer wins when nobody raises the event', async () => {
    expect(await run('race', { timerMs: 1000, cancels: true })).toMatchObject({ output: 'timer' });
  });

  test('a lost race with a timer that is still open keeps it running until that fires', async () => {
    const begun = Date.now();
    const { links } = await start('race', { timerMs: 3000, cancels: false });
    await raise(links, 1);
    const { output } = await until(links);
    expect([output, Date.now() - begun > 1900]).toEqual([{ went: 1 }, true]);
  });

  test('events that come early are kept, in their order', async () => {
    const { links } = await start('twoEvents');
    await raise(links, 1);
    await raise(links, 2);
    expect(await until(links)).toMatchObject({ output: [1, 2] });
  });

  test('an event twice is one for who waits once; one that comes late is 410; for an unknown instance 404', async () => {
    const { links } = await start('race', { timerMs: 3000, cancels: false });
    expect([await raise(links, 'one'), await raise(links, 'two')]).toEqual([202, 202]);
    expect(await until(links)).toMatchObject({ output: { went: 'one' } });
    expect(await raise(links, 'late')).toBe(410);
    const nobody = { ...links, sendEventPostUri: links.sendEventPostUri.replace(links.id, 'nosuch') };
    expect(await raise(nobody, 1)).toBe(404);
  });

  test('an event of another case is not the one', async () => {
    const { links } = await start('wait');
    await raise(links, 1, 'gO');
    await raise(links, 2);
    expect(await until(links)).toMatchObject({ output: { event: 2 } });
  });

  test('an event that is no JSON is 400', async () => {
    const { links } = await start('wait');
    const uri = links.sendEventPostUri.replace('{eventName}', 'Go');
    const plain = await fetch(uri, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '1' });
    expect([plain.status, await plain.json()]).toEqual([
      400,
      { Message: 'Only application/json request content is supported' },
    ]);
    const broken = await fetch(uri, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
    expect(broken.status).toBe(400);
  });

  test('continueAsNew begins a new history with the new input; events in a burst are all kept', async () => {
    const { links } = await start('again', { round: 1, seen: [] });
    for (const event of ['a', 'b', 'c']) await raise(links, event);
    expect(await until(links)).toMatchObject({ input: { round: 3, seen: ['a', 'b'] }, output: ['a', 'b', 'c'] });
  });
});

describe('failures', () => {
  test('one that throws ends Failed with its message, keeps its custom status, and hinders no other', async () => {
    const [failed, ...others] = await Promise.all([run('throws'), run('chain'), run('chain')]);
    expect(failed).toMatchObject({
      runtimeStatus: 'Failed',
      customStatus: 'doomed',
      output: "Orchestrator function 'throws' failed: orch boom",
    });
    expect(others.map(({ runtimeStatus }) => runtimeStatus)).toEqual(['Completed', 'Completed']);
  });

  test('an uncaught failure of an activity ends it with both messages', async () => {
    const { runtimeStatus, output } = await run('uncaught');
    expect(runtimeStatus).toBe('Failed');
    expect(output).toMatch(
      /^Orchestrator function 'uncaught' failed: Activity function 'flaky' failed: {2}flaky 1 \n /,
    );
  });

  test('a custom status over 16 KB fails it', async () => {
    const { output } = await run('hugeStatus');
    expect(output).toContain('must not exceed 16 KB. The current payload size is 39 KB.');
  });

  test('code that does another thing than before is found out', async () => {
    const { runtimeStatus, output } = await run('unstable');
    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain(
      'Non-Deterministic workflow detected: A previous execution of this orchestration scheduled an activity task',
    );
  });
});

describe('managing', () => {
  const second = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

  test('the status: 202 while it runs, 200 when it has ended, 404 for an unknown one', async () => {
    const { links } = await start('wait', { a: 1 });
    await until(links, isRunning);
    const running = await fetch(`${links.statusQueryGetUri}&showInput=false`);
    expect([running.status, running.headers.get('retry-after')]).toEqual([202, '5']);
    expect(Object.entries((await running.json()) as object)).toEqual([
      ['name', 'wait'],
      ['instanceId', links.id],
      ['runtimeStatus', 'Running'],
      ['input', null],
      ['customStatus', null],
      ['output', null],
      ['createdTime', expect.stringMatching(second)],
      ['lastUpdatedTime', expect.stringMatching(second)],
    ]);
    await raise(links, 1);
    await until(links);
    expect((await fetch(links.statusQueryGetUri)).status).toBe(200);
    expect((await fetch(links.statusQueryGetUri.replace(links.id, 'nosuch'))).status).toBe(404);
  });

  test('the history has texts for types, and the start of a task merged into its end', async () => {
    const { links } = await start('chain');
    const { historyEvents } = await until(links, isOver, '&showHistory=true&showHistoryOutput=true');
    expect(historyEvents.map(({ EventType }) => EventType)).toEqual([
      'ExecutionStarted',
      'TaskCompleted',
      'TaskCompleted',
      'ExecutionCompleted',
    ]);
    expect(historyEvents[1]).toMatchObject({ FunctionName: 'echo', Result: { step: 1 } });
  });

  test('terminate ends it with the reason; then it is 410; an unknown one is 404', async () => {
    const { links } = await start('wait');
    await until(links, isRunning);
    expect(await steer(links.terminatePostUri)).toBe(202);
    expect(await until(links)).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
    expect(await steer(links.terminatePostUri)).toBe(410);
    expect(await steer(links.terminatePostUri.replace(links.id, 'nosuch'))).toBe(404);
  });

  test('purge removes what has ended: 412 before, 200, then 404', async () => {
    const { links } = await start('wait');
    await until(links, isRunning);
    expect(await steer(links.purgeHistoryDeleteUri, 'DELETE')).toBe(412);
    await raise(links, 1);
    await until(links);
    const purged = await fetch(links.purgeHistoryDeleteUri, { method: 'DELETE' });
    expect([purged.status, await purged.json()]).toEqual([200, { instancesDeleted: 1 }]);
    expect(await steer(links.purgeHistoryDeleteUri, 'DELETE')).toBe(404);
  });

  test('the client says the same, from within a function', async () => {
    const { links } = await start('wait', 1);
    expect(await ask('status', links.id)).toMatchObject({ result: { instanceId: links.id, name: 'wait', input: 1 } });
    expect(await ask('raise', links.id, 2)).toEqual({ result: null });
    expect(await ask('wait', links.id)).toEqual({ result: { status: 200 } });
    expect(await ask('raise', links.id, 3)).toEqual({ result: null });
    expect(await ask('terminate', links.id)).toEqual({ result: null });
    expect(await ask('purge', links.id)).toEqual({ result: { instancesDeleted: 1 } });
    expect(await ask('purge', links.id)).toEqual({ result: { instancesDeleted: 0 } });
    expect((await ask('status', 'nosuch')).refused).toContain('404');
    expect((await ask('terminate', 'nosuch')).refused).toContain("No instance with ID 'nosuch' found.");
  });
});
