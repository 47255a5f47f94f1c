import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { parts } from './parts.ts';

/** What Stryker's report says of each mutant, as far as it is counted here. */
interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

/** Noticed by a test, or not; what does not even load, or was never tried, counts for neither. */
const noticed = ['Killed', 'Timeout'];
const unnoticed = ['Survived', 'NoCoverage'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { atLeast: { type: 'string', default: '90' }, mutate: { type: 'string' } },
});
const asked = positionals.length > 0 ? positionals : Object.keys(parts);
const all = { noticed: 0, unnoticed: 0 };
for (const name of asked) {
  const counts = runPart(name);
  process.stdout.write(`${figure(name, counts)}\n`);
  all.noticed += counts.noticed;
  all.unnoticed += counts.unnoticed;
}
process.stdout.write(`${figure(asked.join(' '), all)}\n`);
process.exitCode = share(all) >= Number(values.atLeast) ? 0 : 1;

/** Runs Stryker over one part; what it has shown of it is kept as long as neither the part nor its tests change. */
function runPart(name: string): typeof all {
  const part = parts[name];
  if (!part) throw new Error(`There is no part ${name}; there are ${Object.keys(parts).join(', ')}.`);
  const report = `.stryker/${name}.json`;
  mkdirSync(dirname(report), { recursive: true });
  const stryker = createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json');
  const { status } = spawnSync(
    process.execPath,
    [
      `${dirname(stryker)}/bin/stryker.js`,
      'run',
      ...['--mutate', values.mutate ?? part.mutate],
      ...['--testFiles', part.tests.join(',')],
      ...['--incrementalFile', report],
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error(`Stryker ended with ${status} on ${name}.`);
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map((mutant) => mutant.status));
  const count = (of: string[]) => statuses.filter((one) => of.includes(one)).length;
  return { noticed: count(noticed), unnoticed: count(unnoticed) };
}

function share(counts: typeof all): number {
  const total = counts.noticed + counts.unnoticed;
  // Nothing measured is nothing shown.
  return total === 0 ? 0 : (counts.noticed / total) * 100;
}

function figure(of: string, counts: typeof all): string {
  const total = counts.noticed + counts.unnoticed;
  const value = Math.floor(share(counts) * 10) / 10;
  return JSON.stringify({ figure: 'mutants killed', of, value, unit: '%', n: total, survived: counts.unnoticed });
}
