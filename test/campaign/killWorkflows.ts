import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { acceptAttempt } from './acceptAttempt.ts';
import { corrected, pause, type Life } from './aimedShots.ts';
import { companyMaker, type Pair } from './campaignPair.ts';
import { endAttempt } from './endAttempt.ts';
import { killRound, type Campaign, type RoundResult } from './killRound.ts';
import { addKills, describeKills, kills, noKills } from './killTally.ts';
import { startProductProcess } from './productProcess.ts';
import { seededRandom } from '../../local/faults/seededRandom.ts';
import { standInAt } from './standIn.ts';
import { settle } from './workflowStatus.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '4' },
    'in-flight': { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'without-repair': { type: 'boolean', default: false },
  },
});
const rounds = whole('rounds', values.rounds);
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

const begun = Date.now();
const folder = await mkdtemp(join(tmpdir(), 'kill-workflows-'));
const log = join(folder, 'product.log');
const data = join(folder, 'data');
say(`seed ${seed}, ${rounds} rounds of ${inFlight} accepts and ${inFlight} endings, data and log in ${folder}`);

let product = await startProductProcess(data, log);
const standIn = standInAt(product.standIn);
const make = companyMaker(product.api, standIn);
const partners = [await make.partner('partner0'), await make.partner('partner1')] as const;
let made = 0;
async function newPair(): Promise<Pair> {
  const customer = await make.customer(`customer${made}`);
  return { customer, partner: partners[made++ % 2 === 0 ? 0 : 1], accepts: 0, ends: 0 };
}

async function crash(): Promise<number> {
  const diedAt = Date.now();
  await product.kill();
  product = await startProductProcess(data, log, product.ports);
  return diedAt;
}
const campaign: Campaign = { standIn, random: seededRandom(seed), repairs, crash };
const undisturbed: Campaign = {
  ...campaign,
  async crash() {
    await pause(1_500);
    await settle(standIn, 10_000);
    return crash();
  },
};

const pairs: Pair[] = [];
while (pairs.length < inFlight) pairs.push(await newPair());
// A first guess, for the round that measures.
const guess: Life = { answeredMs: 40, endedMs: 90 };
const lives: Record<Kind, Life> = { accept: guess, end: guess };
const tallies = { accept: noKills(), end: noKills() };
let crashes = 0;
let stalled = 0;
let violations = 0;

/** Round 0 is undisturbed: it tells how long the workflows live, and that the checks hold. */
for (let round = 0; round <= rounds && (repairs || violations === 0); round++) {
  for (const kind of kinds) {
    // A pair that took the place of another has nothing to end yet.
    const ready = pairs.filter(({ accepts, ends }) => kind === 'accept' || accepts > ends);
    const attempts = await Promise.all(
      ready.map((pair, index) =>
        kind === 'accept' ? acceptAttempt(pair) : endAttempt(pair, (index + round) % 2 === 0 ? 'customer' : 'partner'),
      ),
    );
    const result = await killRound(attempts, lives[kind], round === 0 ? undisturbed : campaign);
    if (round === 0) {
      lives[kind] = result.life;
      const { answeredMs, endedMs } = result.life;
      say(`undisturbed ${kind}: answered after ${Math.round(answeredMs)} ms, ended after ${Math.round(endedMs)} ms`);
    } else {
      const { tally } = result;
      const share = (count: number) => count / Math.max(kills(tally), 1);
      const shares = { early: share(tally.uncommitted + tally.committed), late: share(tally.ended) };
      lives[kind] = corrected(lives[kind], shares);
      addKills(tallies[kind], tally);
      crashes++;
      stalled += result.stalled;
      say(`round ${round} ${kind}: ${describeKills(result.tally)}; ${result.stalled} waited for the repair`);
    }
    await tell(result, `round ${round} ${kind}`);
    if (!repairs && violations > 0) break;
  }
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
for (const kind of kinds) say(`${kind}: ${kills(tallies[kind])} killed: ${describeKills(tallies[kind])}`);
const seconds = Math.round((Date.now() - begun) / 1000);
const total = kills(tallies.accept) + kills(tallies.end);
say(`${total} workflows killed by ${crashes} kills, ${stalled} waited for the repair, ${seconds} s, seed ${seed}`);
if (violations === 0) await rm(folder, { recursive: true });
else say(`The log and the data are kept in ${folder}.`);
say(`${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;
