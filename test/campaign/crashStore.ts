import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../local/faults/seededRandom.ts';
import { openTestCosmos } from '../local/cosmos/openTestCosmos.ts';
import { progressBar } from './progressBar.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    // The control: the end of the file is lost with the process, though it was acknowledged.
    'lose-end': { type: 'boolean', default: false },
  },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
const longestLoadMs = 150;

const say = (line: string) => process.stdout.write(`${line}\n`);
const random = seededRandom(seed);
const folder = mkdtempSync(join(tmpdir(), 'crash-store-'));
const file = join(folder, 'cosmos.jsonl');
const writer = fileURLToPath(new URL('../local/cosmos/writeUntilKilled.ts', import.meta.url));
const acknowledged: string[] = [];
let lost = 0;
let halves = 0;

/** Runs writers until they are killed in the midst of it; answers the pairs that were acknowledged. */
async function life(number: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, file, `${number}.`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (told === '') setTimeout(() => child.kill('SIGKILL'), random() * longestLoadMs);
    told += chunk.toString();
  });
  await once(child, 'close');
  return told.split('\n').slice(0, -1);
}

/** What is stored, as `tenant id`. */
async function stored(): Promise<Set<string>> {
  const world = await openTestCosmos({ file });
  const documents = world.cosmos.inspect('tenants') as { tenantId: string; id: string }[];
  const ids = documents.map(({ tenantId, id }) => `${tenantId} ${id}`);
  await world.close();
  return new Set(ids);
}

say(`seed ${seed}, ${kills} kills under load, data in ${folder}`);
const begun = Date.now();
const showProgress = progressBar(kills, 'kills');
for (let killed = 1; killed <= kills && lost + halves === 0; killed++) {
  acknowledged.push(...(await life(killed)));
  if (values['lose-end']) truncateSync(file, Math.floor(statSync(file).size * 0.9));
  try {
    const found = await stored();
    lost = acknowledged.filter((pair) => !found.has(`${pair}a`) || !found.has(`${pair}b`)).length;
    halves = [...found].filter(
      (id) => !found.has(id.endsWith('a') ? `${id.slice(0, -1)}b` : `${id.slice(0, -1)}a`),
    ).length;
  } catch (error) {
    // A store that knows that something is missing says so.
    say(`VIOLATION the store does not open: ${String(error)}`);
    lost = acknowledged.length;
  }
  showProgress(killed, `${acknowledged.length} writes acknowledged`);
}
const seconds = Math.round((Date.now() - begun) / 1000);
say(
  `${acknowledged.length} acknowledged writes looked up after ${kills} kills: ${lost} lost, ${halves} halves of a batch, ${seconds} s`,
);
if (lost + halves === 0) rmSync(folder, { recursive: true });
else say(`The data is kept in ${folder}.`);
process.exitCode = lost + halves === 0 ? 0 : 1;
