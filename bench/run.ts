import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/*
 * `npm run bench [-- name...]`: runs every benchmark of this folder, or those named, one after the other in a process
 * of its own. Each prints one JSON line per figure.
 */
const folder = import.meta.dirname;
const benchmarks = readdirSync(folder).filter(
  (file) => file.endsWith('.ts') && file !== basename(import.meta.filename),
);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !benchmarks.includes(`${name}.ts`));
if (unknown.length > 0) throw new Error(`There is no benchmark ${unknown.join(', ')}.`);
for (const file of benchmarks.sort()) {
  if (asked.length > 0 && !asked.includes(basename(file, '.ts'))) continue;
  const { status } = spawnSync(process.execPath, [join(folder, file)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
