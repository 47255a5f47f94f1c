import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { app as realApp, input as realInput, output as realOutput } from '@azure/functions';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { createLocalClock } from '../../../local/clock/localClock.ts';

interface Library {
  app: typeof realApp;
  input: typeof realInput;
  output: typeof realOutput;
}

/** Starts a host with an app of its own: the library and the host are loaded anew. */
async function start(load: (library: Library) => void | Promise<void>, port = 0) {
  const { startHost } = await import('../../../local/host/startHost.ts');
  const library = await import('@azure/functions');
  const host = await startHost({
    port,
    clock: createLocalClock(),
    hostJson: { routePrefix: 'api' },
    load: () => load(library),
  });
  // Nobody expects it to have started.
  await host.stop();
}
const handler = () => ({ body: '' });

beforeEach(() => {
  jest.resetModules();
});

describe('the host does not start', () => {
  test.each<[string, string, (library: Library) => void | Promise<void>]>([
    ['with an entry that throws', 'entry boom', () => Promise.reject(new Error('entry boom'))],
    ['without functions', 'registered no function', () => undefined],
    [
      'with a name twice',
      'A function with name "LIST" has already been registered.',
      ({ app }) => {
        app.http('list', { handler });
        app.http('LIST', { route: 'other', handler });
      },
    ],
    ['with an odd name', 'Function "1st": this is no valid function name', ({ app }) => app.http('1st', { handler })],
    ['with a leading slash', 'route "/x"', ({ app }) => app.http('a', { route: '/x', handler })],
    ['with an unclosed brace', 'the segment "{x" is malformed', ({ app }) => app.http('a', { route: 'r/{x', handler })],
    ['with an empty segment', 'route "a//b"', ({ app }) => app.http('a', { route: 'a//b', handler })],
    [
      'with a constraint that it does not know',
      'the constraint "minlength(3)" is not supported',
      ({ app }) => app.http('a', { route: '{x:minlength(3)}', handler }),
    ],
    ['with a default', 'the segment "{x=5}"', ({ app }) => app.http('a', { route: '{x=5}', handler })],
    ['with a mixed segment', 'the segment "a{x}"', ({ app }) => app.http('a', { route: 'a{x}', handler })],
    [
      'with an optional in the middle',
      'only the last segment',
      ({ app }) => app.http('a', { route: '{x?}/b', handler }),
    ],
    [
      'with a catch-all in the middle',
      'only the last segment',
      ({ app }) => app.http('a', { route: '{*x}/b', handler }),
    ],
    ['with a parameter twice', 'appears twice', ({ app }) => app.http('a', { route: '{x}/{X}', handler })],
    [
      'with a route of the host',
      'built-in routes under admin',
      ({ app }) => app.http('a', { route: 'admin/x', handler }),
    ],
    ['with TRACE', 'the method TRACE', ({ app }) => app.http('a', { methods: ['TRACE'], handler })],
    [
      'with a queue trigger',
      'the trigger type "queueTrigger" is not supported',
      ({ app }) => app.storageQueue('q', { connection: 'c', queueName: 'n', handler }),
    ],
    [
      'with an entity',
      'the trigger type "entityTrigger" is not supported',
      ({ app }) => app.generic('e', { trigger: { type: 'entityTrigger', name: 'x' }, handler }),
    ],
    [
      'with a blob input',
      'the input binding type "blob" is not supported',
      ({ app, input }) => app.http('a', { extraInputs: [input.storageBlob({ connection: 'c', path: 'p' })], handler }),
    ],
    [
      'with a queue output',
      'the output binding type "queue" is not supported',
      ({ app, output }) =>
        app.http('a', { extraOutputs: [output.storageQueue({ connection: 'c', queueName: 'n' })], handler }),
    ],
    [
      'with a retry policy',
      'a retry policy is not supported',
      ({ app }) =>
        app.timer('t', {
          schedule: '0 0 * * * *',
          retry: { strategy: 'fixedDelay', delayInterval: 1000, maxRetryCount: 1 },
          handler,
        }),
    ],
    [
      'with streaming',
      'enableHttpStream is refused',
      ({ app }) => {
        app.setup({ enableHttpStream: true });
        app.http('a', { handler });
      },
    ],
    ['with a bad schedule', 'the second "60"', ({ app }) => app.timer('t', { schedule: '60 * * * * *', handler })],
    ['with a TimeSpan schedule', 'five or six fields', ({ app }) => app.timer('t', { schedule: '01:00:00', handler })],
    [
      'with an orchestration but no engine',
      'Function "o" needs a Durable engine',
      ({ app }) => app.generic('o', { trigger: { type: 'orchestrationTrigger', name: 'x' }, handler }),
    ],
  ])('%s', async (_, message, load) => {
    await expect(start(load)).rejects.toThrow(message);
  });

  test('and names every fault at once', async () => {
    const error = await start(({ app }) => {
      app.http('a', { route: '/x', handler });
      app.storageQueue('q', { connection: 'c', queueName: 'n', handler });
    }).catch((one: unknown) => String(one));
    expect(error).toMatch(/Function "a".*\n.*Function "q"/);
  });
});

describe('two routes that can match the same request', () => {
  test.each([
    ['x/{id}', 'x/list'],
    ['x/{id}', 'X/{name}'],
    ['x/{id:int}', 'x/5'],
    ['x/{id:int}', 'x/{name:guid}'],
    ['x', 'X/'],
    ['x/{id?}', 'x'],
    ['x/{id?}', 'x/{name?}'],
    ['{*all}', 'x/y/z'],
    ['x/{*rest}', 'x'],
    ['x/{a}/c', 'x/b/{c}'],
  ])('are refused: %s and %s', async (first, second) => {
    const load = ({ app }: Library) => {
      app.get('a', { route: first, handler });
      app.http('b', { methods: ['GET', 'POST'], route: second, handler });
    };
    await expect(start(load)).rejects.toThrow(/"a" .* and "b" .* same GET request/);
  });

  test.each([
    ['x/{id}', 'y/{id}'],
    ['x/{id}', 'x'],
    ['x/{id}', 'x/{id}/y'],
    ['x/{id:int}', 'x/list'],
    ['x/{id?}', 'y'],
    ['x/{*rest}', 'y/z'],
    ['x/{a}/c', 'x/b/d'],
  ])('but these are not: %s and %s', async (first, second) => {
    const load = ({ app }: Library) => {
      app.get('a', { route: first, handler });
      app.get('b', { route: second, handler });
      app.post('c', { route: first, handler });
    };
    await expect(start(load)).resolves.toBeUndefined();
  });
});

describe('a port in use', () => {
  const other = createServer();
  afterEach(() => {
    other.close();
  });

  test('is the error of the system, which whoever starts the host puts into words', async () => {
    await new Promise<void>((ok) => other.listen(0, '127.0.0.1', ok));
    const { port } = other.address() as AddressInfo;
    await expect(start(({ app }) => app.http('a', { handler }), port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
