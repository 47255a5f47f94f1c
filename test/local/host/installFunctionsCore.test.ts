import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

/** Runs a module with Node itself, from the root of the repository. */
const runModule = (source: string) => promisify(execFile)(process.execPath, ['--input-type=module', '-e', source]);

const app = (first: string, second: string) => `
  import { createLocalClock } from './local/clock/localClock.ts';
  import { installFunctionsCore } from './local/host/installFunctionsCore.ts';
  import { startHost } from './local/host/startHost.ts';
  const steps = {
    install: installFunctionsCore,
    register: async () => (await import('@azure/functions')).app.get('hello', () => ({ body: 'hello' })),
  };
  await steps.${first}();
  await steps.${second}();
  const host = await startHost({ port: 0, clock: createLocalClock(), hostJson: { routePrefix: 'api' }, load: () => {} });
  console.log(await (await fetch(host.origin + '/api/hello')).text());
  await host.stop();
`;

test('in Node, without Jest, the library registers on our host, and the process ends after the stop', async () => {
  expect((await runModule(app('install', 'register'))).stdout).toBe('hello\n');
});

test('installed too late, the host says so', async () => {
  await expect(runModule(app('register', 'install'))).rejects.toThrow(
    'Was @azure/functions imported before installFunctionsCore()?',
  );
});
