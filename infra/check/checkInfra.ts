import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bicepCommand } from './bicepCommand.ts';
import { productionRules, productRules, type HostJson } from './productRules.ts';
import { templateResources, templatesIn, type Resource, type Template } from './resource.ts';
import type { Rule } from './rule.ts';
import { securityRules } from './securityRules.ts';

/** Checks the infrastructure without Azure. `--update` writes formatting and snapshots anew instead of comparing them. */
const { update } = parseArgs({ options: { update: { type: 'boolean', default: false } } }).values;
const folder = join(import.meta.dirname, '..');
const tiers = ['dev', 'prod'] as const;

/** What the parameter files read from the environment: the same for every run, so that snapshots are. */
const example = {
  AZURE_LOCATION: 'swedencentral',
  TOKEN_AUDIENCE: 'a0000000-0000-4000-8000-000000000001',
  ALLOWED_CLIENTS: 'a0000000-0000-4000-8000-000000000002',
  OPERATOR_TENANT_ID: '0f000000-0000-4000-8000-000000000001',
  ALERT_EMAILS: 'on-call@platform.example',
  BUDGET_START: '2027-01-01',
};
const optional = [
  'COSMOS_MAX_THROUGHPUT',
  'COSMOS_SECONDARY_LOCATION',
  'MAIL_DATA_LOCATION',
  'MAIL_DOMAIN',
  'MAIL_DOMAIN_VERIFIED',
  'MONTHLY_BUDGET',
];

const say = (line: string) => process.stdout.write(`${line}\n`);
let failed = 0;
const bicep = await bicepCommand();
say(`Bicep: ${bicep}`);

expectNothing('formatting', unformatted());
expectNothing('lint, every rule an error', [
  ...complaints(run(['lint', '--pattern', '**/*.bicep', '--no-restore'])),
  ...tiers.flatMap((tier) => complaints(run(['lint', `main.${tier}.bicepparam`, '--no-restore'], environmentOf(tier)))),
]);

const built = run(['build', 'main.bicep', '--stdout', '--no-restore']);
expectNothing('build', complaints(built));
if (built.status === 0) {
  const template = JSON.parse(built.stdout) as Template;
  expectNothing('every parameter and output is described', templatesIn(template).flatMap(undescribed));
  hold('compiled template', securityRules, templateResources(template));
}

const hostJson = JSON.parse(readFileSync(join(folder, '../host.json'), 'utf8')) as HostJson;
for (const tier of tiers) {
  expectNothing(`snapshot of ${tier}${update ? ' written' : ''}`, complaints(snapshot(tier)));
  const { predictedResources } = JSON.parse(readFileSync(join(folder, `main.${tier}.snapshot.json`), 'utf8')) as {
    predictedResources: Resource[];
  };
  const rules = [...securityRules, ...productRules(hostJson), ...(tier === 'prod' ? productionRules : [])];
  hold(`snapshot of ${tier}`, rules, predictedResources);
}
say(failed === 0 ? 'The infrastructure is as it should be.' : `${failed} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;

function run(words: readonly string[], environment: Record<string, string | undefined> = {}, cwd = folder) {
  return spawnSync(bicep, words, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...environment },
  });
}

/** Whatever it says besides its result, even a warning, is a fault. */
function complaints({ status, stderr, stdout }: ReturnType<typeof run>): string[] {
  const said = [stderr, ...(status === 0 ? [] : [stdout, `exit code ${status}`])];
  return said.flatMap((text) => text.trim().split('\n')).filter((line) => line !== '');
}

/** The files that the formatter would write otherwise; it writes them with `--update`. */
function unformatted(): string[] {
  const sources = globSync('{*.bicep,*.bicepparam,modules/*.bicep}', { cwd: folder });
  const scratch = mkdtempSync(join(tmpdir(), 'format-'));
  try {
    for (const file of [...sources, 'bicepconfig.json']) cpSync(join(folder, file), join(scratch, file));
    const patterns = ['**/*.bicep', '*.bicepparam'];
    const faults = patterns.flatMap((pattern) => complaints(run(['format', '--pattern', pattern], {}, scratch)));
    const other = sources.filter((file) => !readFileSync(join(folder, file)).equals(readFileSync(join(scratch, file))));
    if (!update) return [...faults, ...other.map((file) => `${file} is not formatted`)];
    for (const file of other) cpSync(join(scratch, file), join(folder, file));
    return faults;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function snapshot(tier: (typeof tiers)[number]): ReturnType<typeof run> {
  const words = ['snapshot', `main.${tier}.bicepparam`, '--mode', update ? 'overwrite' : 'validate'];
  const place = ['--subscription-id', '00000000-0000-4000-8000-000000000000', '--location', example.AZURE_LOCATION];
  return run([...words, ...place, '--tenant-id', example.OPERATOR_TENANT_ID], environmentOf(tier));
}

function environmentOf(tier: (typeof tiers)[number]): Record<string, string | undefined> {
  const unset = Object.fromEntries(optional.map((name) => [name, undefined]));
  return { ...unset, ...example, AZURE_ENV_NAME: `partners-${tier}` };
}

function undescribed({ place, template: { parameters = {}, outputs = {} } }: ReturnType<typeof templatesIn>[number]) {
  return Object.entries({ ...parameters, ...outputs })
    .filter(([, { metadata }]) => (metadata?.description ?? '') === '')
    .map(([name]) => `${place}: ${name} has no description`);
}

function hold(where: string, rules: readonly Rule[], resources: readonly Resource[]): void {
  for (const { name, broken } of rules) expectNothing(`${where}: ${name}`, broken(resources));
}

function expectNothing(name: string, faults: readonly string[]): void {
  if (faults.length > 0) failed++;
  say(`${faults.length === 0 ? 'ok' : 'not ok'} ${name}`);
  for (const fault of faults) say(`    ${fault}`);
}
