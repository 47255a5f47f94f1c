import { parseArgs } from 'node:util';
import { StartRefusal } from './startRefusal.ts';

export interface Flags {
  /** 0 takes a free one. */
  ports: { api: number; standIn: number; cosmos: number };
  dataFolder: string;
  reset: boolean;
  /** A new folder for what is sound of the data folder. */
  recover: string | undefined;
  seed: 'demo' | 'operatorOnly';
  testClock: boolean;
  quiet: boolean;
  jsonLogs: boolean;
  help: boolean;
  /** A folder that `npm run build` made, in place of the sources. */
  appFolder: string | undefined;
  /** Processes that serve the API. */
  instances: number;
  /** Endpoint of an emulator or account in place of the stand-in. */
  cosmosEndpoint: string | undefined;
}

const options = {
  port: { type: 'string', default: '7071' },
  'stand-in-port': { type: 'string', default: '7070' },
  'cosmos-port': { type: 'string', default: '8081' },
  data: { type: 'string', default: '.local/data' },
  reset: { type: 'boolean', default: false },
  recover: { type: 'string' },
  empty: { type: 'boolean', default: false },
  instances: { type: 'string', default: '1' },
  'test-clock': { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  'json-logs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  app: { type: 'string' },
  cosmos: { type: 'string' },
} as const;

/** What `npm start -- --help` says. */
export const help = `npm start -- [flags]
  --port n            the API (7071); 0 takes a free port, also below
  --stand-in-port n   people, tokens, directory, control (7070)
  --cosmos-port n     the store (8081)
  --data folder       where everything is kept (.local/data)
  --reset             begins from nothing
  --recover folder    starts nothing: copies what is sound of the data folder to this new one, and says what it left out
  --empty             without the demo organisations; those that are there already stay
  --test-clock        lets POST /control/clock on the stand-in port move the time
  --quiet             no line per request on standard error
  --json-logs         those lines as JSON
  --cosmos endpoint   the store is an Azure Cosmos DB emulator or account, with the key in COSMOS_KEY (an emulator on this
                      machine: its well-known key), or without one as whoever is signed in to Azure; see docs/localStore.md
  --app folder        runs what npm run build made there (dist) in place of the sources
  --instances n       processes that serve the API (1): the others listen on the ports after it, on the same stand-ins
`;

/** @throws StartRefusal for what `npm start` does not take */
export function parseFlags(args: string[]): Flags {
  const { values } = parse(args);
  if (!/^[1-8]$/.test(values.instances)) {
    throw new StartRefusal(`--instances takes a number from 1 to 8, not '${values.instances}'.`);
  }
  for (const flag of ['data', 'recover', 'app'] as const) {
    if (values[flag] === '') throw new StartRefusal(`--${flag} needs a folder.`);
  }
  return {
    ports: {
      api: port('--port', values.port),
      standIn: port('--stand-in-port', values['stand-in-port']),
      cosmos: port('--cosmos-port', values['cosmos-port']),
    },
    dataFolder: values.data,
    reset: values.reset,
    recover: values.recover,
    seed: values.empty ? 'operatorOnly' : 'demo',
    testClock: values['test-clock'],
    quiet: values.quiet,
    jsonLogs: values['json-logs'],
    help: values.help,
    appFolder: values.app,
    instances: Number(values.instances),
    cosmosEndpoint: endpoint('--cosmos', values.cosmos),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false });
  } catch (cause) {
    // What Node says after its first sentence is about programming with flags.
    const [what = ''] = (cause as Error).message.split(/[.\n]/, 1);
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new StartRefusal(`${what}; the flags are ${known.join(', ')}.`, { cause });
  }
}

function endpoint(flag: string, text: string | undefined): string | undefined {
  if (text === undefined || /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new StartRefusal(`${flag} takes an endpoint such as https://localhost:8081/, not '${text}'.`);
}

function port(flag: string, text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65_535) {
    throw new StartRefusal(`${flag} takes a port from 1 to 65535, or 0 for a free one, not '${text}'.`);
  }
  return number;
}
