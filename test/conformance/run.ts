import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/*
 * `npm run conformance:host [-- --url https://...]` and `npm run conformance:cosmos [-- --endpoint https://... --key ...]`: runs a
 * suite against the stand-in, or against what is named, and prints each of its lines.
 */
const [suite = '', ...args] = process.argv.slice(2);
const settings = {
  host: { url: 'CONFORMANCE_URL' },
  cosmos: { endpoint: 'CONFORMANCE_ENDPOINT', key: 'CONFORMANCE_KEY' },
}[suite];
if (!settings) throw new Error(`There is no suite ${suite}.`);

const options = Object.fromEntries(Object.keys(settings).map((flag) => [flag, { type: 'string' as const }]));
const { values } = parseArgs({ args, options });
const environment = Object.entries(settings).flatMap(([flag, name]) =>
  values[flag] === undefined ? [] : [[name, values[flag]]],
);
const target = environment.length > 0 ? (environment[0]?.[1] ?? '') : 'the stand-in';
process.stdout.write(`conformance of ${target}\n`);
const jest = ['node_modules/jest/bin/jest.js', '--verbose', `test/conformance/${suite}`];
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...node, ...jest], {
  stdio: 'inherit',
  env: { ...process.env, ...(Object.fromEntries(environment) as Record<string, string>) },
});
process.exitCode = status ?? 1;
