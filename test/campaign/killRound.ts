import { drawAge, shoot, type Life, type Shot } from './aimedShots.ts';
import type { Attempt } from './attempt.ts';
import type { Pair } from './campaignPair.ts';
import { noKills, type KillTally, type Phase } from './killTally.ts';
import type { StandIn } from './standIn.ts';
import { storedWorkflow } from './storedTraces.ts';
import { repair, settle } from './workflowStatus.ts';

/** What a round works with. */
export interface Campaign {
  readonly standIn: StandIn;
  readonly random: () => number;
  /** False is the control: the repair does not get to run. */
  readonly repairs: boolean;
  /** Kills the product and starts it again; answers the instant of its death. */
  readonly crash: () => Promise<number>;
}

/** What a round found. */
export interface RoundResult {
  readonly tally: KillTally;
  /** Committed workflows that stood still until the repair ran. */
  readonly stalled: number;
  /** Means of those that got so far. */
  readonly life: Life;
  /** What is wrong, by pair. */
  readonly violations: ReadonlyMap<Pair, readonly string[]>;
}

/** How one attempt went; instants are the product's, in milliseconds. */
interface Outcome {
  readonly phase: Phase;
  readonly workflowId?: string;
  readonly endedAt?: number;
  readonly found: readonly string[];
}

/**
 * Starts the workflows, lets the process die in the midst of them, and checks after the restart and the repair that each
 * has come to its one right end. What was not committed is then done again, and must succeed.
 */
export async function killRound(attempts: readonly Attempt[], aimed: Life, campaign: Campaign): Promise<RoundResult> {
  const { standIn, random, repairs } = campaign;
  // The clock is moved by whole seconds only.
  const offsetMs = Math.round(((await standIn.now()) - Date.now()) / 1000) * 1000;
  let diedAt = 0;
  const shots = await shoot(
    attempts.map(({ send }) => ({ ageMs: drawAge(random, aimed), send })),
    async () => {
      diedAt = (await campaign.crash()) + offsetMs;
    },
  );
  const hits = attempts.map((attempt, index) => ({ attempt, shot: shots[index] ?? { sentAt: 0 } }));
  const promises = await Promise.all(hits.map(({ attempt, shot }) => checkAnswer(attempt, shot)));
  // The control must not take for unfinished what is only slow.
  const waiting = await settle(standIn, repairs ? 500 : 5_000);
  const left = repairs ? await repair(standIn) : [];
  const outcomes = await Promise.all(hits.map(({ attempt, shot }) => judge(attempt, shot, standIn, diedAt)));

  const tally = noKills();
  for (const { phase } of outcomes) tally[phase]++;
  const endedMs = outcomes.flatMap(({ endedAt }, index) =>
    endedAt === undefined ? [] : [endedAt - offsetMs - (shots[index]?.sentAt ?? 0)],
  );
  const answeredMs = shots.flatMap(({ sentAt, answeredAt }) => (answeredAt === undefined ? [] : [answeredAt - sentAt]));
  const violations = hits.map(({ attempt }, index): [Pair, string[]] => [
    attempt.pair,
    [...(promises[index] ?? []), ...(outcomes[index]?.found ?? [])],
  ]);
  violations[0]?.[1].push(...left.map((id) => `${id} is still under way after the repair`));
  return {
    tally,
    stalled: outcomes.filter(({ workflowId }) => workflowId !== undefined && waiting.includes(workflowId)).length,
    life: { answeredMs: mean(answeredMs), endedMs: mean(endedMs) },
    violations: new Map(violations.filter(([, found]) => found.length > 0)),
  };
}

async function checkAnswer(attempt: Attempt, { answer }: Shot): Promise<readonly string[]> {
  if (!answer) return [];
  if (answer.status !== 202) return [`It was answered ${answer.status}: ${answer.text}`];
  return attempt.checkPromise();
}

async function judge(attempt: Attempt, { answer }: Shot, standIn: StandIn, diedAt: number): Promise<Outcome> {
  if (!(await attempt.isCommitted())) {
    const found = [...(await attempt.checkUndone(standIn))];
    const again = await attempt.send();
    if (again.status !== 202) return { phase: 'uncommitted', found: [...found, `Done again: ${again.text}`] };
    await settle(standIn, 5_000);
    attempt.count();
    found.push(...(await attempt.checkDone(standIn)).map((text) => `Done again: ${text}`));
    return { phase: 'uncommitted', found };
  }
  attempt.count();
  const { id, status, updatedAt } = await storedWorkflow(attempt.pair, standIn);
  const found = await attempt.checkDone(standIn);
  const workflowId = String(id);
  const endedAt = Date.parse(String(updatedAt));
  if (status === 'succeeded' && endedAt <= diedAt) return { phase: 'ended', workflowId, endedAt, found };
  return { phase: answer ? 'answered' : 'committed', workflowId, found };
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / Math.max(numbers.length, 1);
