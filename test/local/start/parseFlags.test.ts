import { expect, test } from '@jest/globals';
import { parseFlags } from '../../../local/start/parseFlags.ts';
import { StartRefusal } from '../../../local/start/startRefusal.ts';

test('without flags: the ports and the folder of the documentation, with the demo', () => {
  expect(parseFlags([])).toEqual({
    ports: { api: 7071, standIn: 7070, cosmos: 8081 },
    dataFolder: '.local/data',
    reset: false,
    recover: undefined,
    seed: 'demo',
    testClock: false,
    quiet: false,
    jsonLogs: false,
    help: false,
    appFolder: undefined,
    instances: 1,
    cosmosEndpoint: undefined,
  });
});

test('every flag', () => {
  const args =
    '--port 0 --stand-in-port=1 --cosmos-port 65535 --data d --reset --recover r --empty --instances 2 --test-clock --quiet --json-logs --help --app dist --cosmos https://localhost:8081/';
  expect(parseFlags(args.split(' '))).toEqual({
    ports: { api: 0, standIn: 1, cosmos: 65535 },
    dataFolder: 'd',
    reset: true,
    recover: 'r',
    seed: 'operatorOnly',
    testClock: true,
    quiet: true,
    jsonLogs: true,
    help: true,
    appFolder: 'dist',
    instances: 2,
    cosmosEndpoint: 'https://localhost:8081/',
  });
});

test.each([
  '--prot 1',
  '--port',
  '--port x',
  '--port 65536',
  '--port -1',
  '--port 1e3',
  '--instances 0',
  '--instances two',
  '--data=',
  '--app',
  '--app=',
  '--cosmos localhost:8081',
  '--cosmos 8081',
  '--reset=yes',
  'extra',
])('one sentence for %s', (args) => {
  let said: unknown;
  try {
    parseFlags(args.split(' '));
  } catch (error) {
    said = error;
  }
  expect(said).toBeInstanceOf(StartRefusal);
  expect((said as Error).message).toMatch(/^[^\n]+[^.]\.$/);
});
