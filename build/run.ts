import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildApp } from './buildApp.ts';

/*
 * `npm run build`: makes the deployable folder dist/ and checks it. It must register what the sources register, and load no
 * more than 1.6 MB at start (F5). How long a cold load takes is measured beside the sources', and told.
 */
const mostBytesAtStart = 1_600_000;
const rounds = 5;
const folder = resolve('dist');

const { atStart, later } = await buildApp(folder);
print('F5 bundle, loaded at start', atStart / 1e6, 'MB');
print('F5 bundle, loaded when first needed', later / 1e6, 'MB');
const faults: string[] = [];
if (atStart > mostBytesAtStart)
  faults.push(`The bundle loads ${atStart} bytes at start, more than ${mostBytesAtStart}.`);

const caches = mkdtempSync(join(tmpdir(), 'compile-cache-'));
try {
  const entries = { bundle: join(folder, 'main.mjs'), sources: resolve('functions/main.ts') };
  const names = { bundle: load(entries.bundle).names.sort(), sources: load(entries.sources).names.sort() };
  if (names.sources.length === 0 || names.bundle.join() !== names.sources.join()) {
    faults.push(
      `The bundle registers ${names.bundle.length} functions, the sources ${names.sources.length}: not the same ones.`,
    );
  }
  for (const cache of [undefined, caches]) {
    const ms = { bundle: [] as number[], sources: [] as number[] };
    // The first round fills the cache and counts for nothing. Both by turns, so that both see the same machine.
    for (let round = 0; round <= rounds; round++) {
      for (const which of ['bundle', 'sources'] as const) {
        const took = load(entries[which], cache).ms;
        if (round > 0) ms[which].push(took);
      }
    }
    const how = cache === undefined ? 'without a compile cache' : 'with a compile cache';
    for (const which of ['bundle', 'sources'] as const)
      print(`F5 cold load of the ${which}, ${how}`, median(ms[which]), 'ms');
  }
} finally {
  rmSync(caches, { recursive: true });
}
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** Loads an entry in a process of its own, as the Functions worker does. */
function load(entry: string, compileCache?: string): { ms: number; names: string[] } {
  const { Values } = JSON.parse(readFileSync('local.settings.sample.json', 'utf8')) as {
    Values: Record<string, string>;
  };
  const output = execFileSync(process.execPath, [join(import.meta.dirname, 'loadApp.ts'), entry], {
    env: { ...process.env, ...Values, ...(compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache }) },
    encoding: 'utf8',
  });
  return JSON.parse(output) as { ms: number; names: string[] };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function print(figure: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ figure, value: Math.round(value * 1000) / 1000, unit })}\n`);
}
