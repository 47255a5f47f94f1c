import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../local/faults/seededRandom.ts';
import { acceptAttempt } from './acceptAttempt.ts';
import { corrected, pause, type Life } from './aimedShots.ts';
import { companyMaker, type Pair } from './campaignPair.ts';
import { endAttempt } from './endAttempt.ts';
import { killRound, type Campaign, type RoundResult } from './killRound.ts';
import { addKills, describeKills, kills, noKills, type KillTally } from './killTally.ts';
import { nameOf, placesOf, type Place } from './places.ts';
import { startProductProcess } from './productProcess.ts';
import { progressBar } from './progressBar.ts';
import { standInAt } from './standIn.ts';
import { settle } from './workflowStatus.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '40' },
    'in-flight': { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    // The controls: what makes up for a crash does not get to, and the Durable engine's journal is gone with it.
    'without-repair': { type: 'boolean', default: false },
    'lose-journal': { type: 'boolean', default: false },
  },
});
const wanted = whole('kills', values.kills);
const inFlight = whole('in-flight', values['in-flight']);
const seed = whole('seed', values.seed);
const repairs = !values['without-repair'];

function whole(name: string, text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number, not '${text}'.`);
  return Number(text);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const kinds = ['accept', 'end'] as const;
type Kind = (typeof kinds)[number];
const places: Record<Kind, Place[]> = { accept: placesOf('acceptInvitation'), end: placesOf('endRelationship') };

const begun = Date.now();
const folder = await mkdtemp(join(tmpdir(), 'crash-workflows-'));
const log = join(folder, 'product.log');
const data = join(folder, 'data');
say(`seed ${seed}, ${wanted} kills with ${inFlight} workflows under way, data and log in ${folder}`);

let product = await startProductProcess(data, log);
const standIn = standInAt(product.standIn);
const make = companyMaker(product.api, standIn);
const partners = [await make.partner('partner0'), await make.partner('partner1')] as const;
let made = 0;
async function newPair(): Promise<Pair> {
  const customer = await make.customer(`customer${made}`);
  return { customer, partner: partners[made++ % 2 === 0 ? 0 : 1], accepts: 0, ends: 0 };
}

async function restarted(): Promise<void> {
  if (values['lose-journal']) await rm(join(data, 'durable.jsonl'));
  product = await startProductProcess(data, log, product.ports);
}

/** What happens to the process in a round; answers the instant of its death. */
const crashAt = (place: Place) => async () => {
  const diedAt = Date.now();
  if (place === 'anywhere') await product.kill();
  else await product.died();
  await restarted();
  return diedAt;
};
const campaign = (crash: Campaign['crash']): Campaign => ({
  standIn,
  random: seededRandom(seed + killed),
  repairs,
  crash,
});
async function undisturbed(): Promise<number> {
  await pause(1_500);
  await settle(standIn, 10_000);
  return crashAt('anywhere')();
}

const pairs: Pair[] = [];
while (pairs.length < inFlight) pairs.push(await newPair());
// A first guess, for the rounds that measure.
const guess: Life = { answeredMs: 40, endedMs: 90 };
const atOnce: Life = { answeredMs: 0, endedMs: 0 };
const lives: Record<Kind, Life> = { accept: guess, end: guess };
const tallies = new Map<string, { kills: number; tally: KillTally }>();
let killed = 0;
let stalled = 0;
let violations = 0;

// Undisturbed: it tells how long the workflows live, and that the checks hold.
for (const kind of kinds) {
  const result = await killRound(await attemptsOf(kind), lives[kind], campaign(undisturbed));
  lives[kind] = result.life;
  await tell(result, `undisturbed ${kind}`);
}

const showProgress = progressBar(wanted, 'kills');
while (killed < wanted && (repairs || violations === 0)) {
  const kind = kinds[killed % 2] ?? 'accept';
  const place = places[kind][Math.floor(killed / 2) % places[kind].length] ?? 'anywhere';
  const attempts = await attemptsOf(kind);
  if (place !== 'anywhere') await standIn.killAt(place);
  const aimed = place === 'anywhere' ? lives[kind] : atOnce;
  const result = await killRound(attempts, aimed, campaign(crashAt(place)));
  killed++;
  count(nameOf(kind, place), result);
  if (place === 'anywhere') lives[kind] = corrected(lives[kind], sharesOf(result.tally));
  await tell(result, `kill ${killed}, ${nameOf(kind, place)}`);
  showProgress(killed, `${violations} violations`);
}

/** A pair that took the place of another has nothing to end yet. */
async function attemptsOf(kind: Kind) {
  const ready = pairs.filter(({ accepts, ends }) => kind === 'accept' || accepts > ends);
  const side = (index: number) => ((index + killed) % 2 === 0 ? 'customer' : 'partner');
  return Promise.all(
    ready.map((pair, index) => (kind === 'accept' ? acceptAttempt(pair) : endAttempt(pair, side(index)))),
  );
}

function sharesOf(tally: KillTally) {
  const share = (part: number) => part / Math.max(kills(tally), 1);
  return { early: share(tally.uncommitted + tally.committed), late: share(tally.ended) };
}

function count(name: string, { tally, stalled: waited }: RoundResult): void {
  const known = tallies.get(name) ?? { kills: 0, tally: noKills() };
  addKills(known.tally, tally);
  tallies.set(name, { ...known, kills: known.kills + 1 });
  stalled += waited;
}

/** A pair that is not as it should be is left as it is, and another one takes its place. */
async function tell(result: RoundResult, where: string): Promise<void> {
  for (const [pair, found] of result.violations) {
    for (const text of found) say(`VIOLATION ${where}, ${pair.customer.domain}: ${text}`);
    violations += found.length;
    pairs[pairs.indexOf(pair)] = await newPair();
  }
}

await product.kill();
for (const [name, { kills: times, tally }] of tallies) {
  const right = name.startsWith('accept') ? 'active' : 'terminated';
  const state = violations === 0 ? right : `meant to be ${right}`;
  say(`${name}: ${times} kills, ${kills(tally)} workflows now ${state}, hit ${describeKills(tally)}`);
}
const seconds = Math.round((Date.now() - begun) / 1000);
say(
  `${killed} kills at ${tallies.size} places, ${stalled} workflows waited for the repair, ${seconds} s, seed ${seed}`,
);
if (violations === 0) await rm(folder, { recursive: true });
else say(`The log and the data are kept in ${folder}.`);
say(`${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;
