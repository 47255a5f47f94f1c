import { accessWorlds, countingAssignments, type Question } from './access/accessWorld.ts';
import { casbin } from './access/casbin.ts';
import { casl } from './access/casl.ts';
import { cedar } from './access/cedar.ts';
import type { Contender, Decide } from './access/contender.ts';
import { thisProduct } from './access/thisProduct.ts';

/*
 * F1: access decisions per second and core, with groups and room scope. Every contender prepares for each person once
 * and is then asked the same questions; one whose answers differ from the product's is an error, not a figure.
 */
const seed = Number(process.env['ACCESS_SEED'] ?? 20_261_122);
const worldCount = 100;
const { worlds, questions } = accessWorlds(seed, { worlds: worldCount, questions: 50_000 });
const fewQuestions = questions.slice(0, 2_000);
const rounds = 7;
const roundMs = 400;

interface Prepared {
  readonly contender: Contender;
  readonly asked: readonly Question[];
  readonly decides: readonly Decide[];
  readonly rates: number[];
}

async function prepare(contender: Contender): Promise<Prepared> {
  const decides: Decide[] = [];
  for (const world of worlds) decides.push(await contender.prepare(world));
  return { contender, decides, asked: contender.slow ? fewQuestions : questions, rates: [] };
}

/** Asks everything once. @returns how many answers were yes */
function askAll({ asked, decides }: Prepared): number {
  let yes = 0;
  for (const { world, permission, room } of asked) if (decides[world]?.(permission, room)) yes++;
  return yes;
}

function expectSameAnswers({ contender, asked, decides }: Prepared, product: Prepared): void {
  for (const { world, permission, room } of asked) {
    const [theirs, ours] = [decides[world]?.(permission, room), product.decides[world]?.(permission, room)];
    if (theirs === ours) continue;
    const question = JSON.stringify({ seed, world, permission, room });
    throw new Error(`${contender.peer} says ${theirs}, this product ${ours}: ${question}`);
  }
}

/** Decisions per second of one round. */
function measure(prepared: Prepared): number {
  const from = performance.now();
  let decisions = 0;
  do {
    askAll(prepared);
    decisions += prepared.asked.length;
  } while (performance.now() - from < roundMs);
  return (decisions * 1000) / (performance.now() - from);
}

const medianOf = (rates: readonly number[]) => Math.round(rates.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0);

/** People prepared per second: what comes before the first decision of a request. */
async function measurePreparing(): Promise<number> {
  const from = performance.now();
  let prepared = 0;
  for (; performance.now() - from < roundMs; prepared += worlds.length) await prepare(thisProduct);
  return (prepared * 1000) / (performance.now() - from);
}

const product = await prepare(thisProduct);
const all = [product, await prepare(casl), await prepare(casbin), await prepare(cedar)];
const yes = askAll(product);
const grants = worlds.map((world) => countingAssignments(world).length);
for (const peer of all) expectSameAnswers(peer, product);
// Side by side: a machine that is slow for a while is slow for all of them.
for (let round = 0; round < rounds; round++) for (const peer of all) peer.rates.push(measure(peer));
for (const { contender, asked, rates } of all) {
  const value = medianOf(rates);
  const figure = { figure: 'F1', value, unit: 'decisions/s', peer: contender.peer, n: asked.length };
  const about = {
    rounds,
    seed,
    worlds: worldCount,
    assignmentsPerPerson: Math.max(...grants),
    allowed: yes / questions.length,
  };
  process.stdout.write(`${JSON.stringify({ ...figure, ...(contender === thisProduct ? about : {}) })}\n`);
}
const preparing: number[] = [];
for (let round = 0; round < rounds; round++) preparing.push(await measurePreparing());
process.stdout.write(
  `${JSON.stringify({ figure: 'F1 preparing', value: medianOf(preparing), unit: 'people/s', peer: thisProduct.peer, rounds })}\n`,
);
