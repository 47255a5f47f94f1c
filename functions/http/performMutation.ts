import type { ChangeRequest } from '../../shared/domain/changeRequests/changeRequest.ts';
import { unchanged, type Change } from '../../shared/domain/operation.ts';
import { Refusal, type RefusalCode } from '../../shared/domain/refusal.ts';
import { Conflict } from '../../shared/domain/store.ts';
import { changeAnswer, dryRunAnswer, waitingAnswer, type Answer } from './answer.ts';
import type { KnownContext } from './ask.ts';
import { changesInTurn, rehearsedInTurn } from './changesInTurn.ts';
import { commit } from './commit.ts';
import type { Exchange } from './exchange.ts';
import { storedAnswer, type IdempotentRequest } from './idempotency.ts';
import { decideAgain, heldBack } from './waitingChange.ts';

interface Terms {
  /** Only to be told what would change. */
  readonly dryRun: boolean;
  readonly idempotent: IdempotentRequest | undefined;
}

/** A change of somebody who may ask for it: answered before, only shown, kept until it is approved, or committed. */
export async function performMutation(
  exchange: Exchange,
  input: object,
  context: KnownContext,
  { dryRun, idempotent }: Terms,
): Promise<Answer> {
  const { route, services, url } = exchange;
  const apiRoot = url.origin + services.apiBase;
  const tags = await services.tags();
  const place = context.customer ?? context.own;
  if (!place) throw new Error(`${route.name} has no place for its change.`);
  const run = (more: object) => route.run(input, { ...context, ...more }) as Promise<Change<unknown>>;
  const decide = () => run({ decideAgain: (asked: ChangeRequest) => decideAgain(exchange, asked) });

  const stored = idempotent && !dryRun ? await storedAnswer(place, idempotent) : undefined;
  if (stored) {
    if (route.audience !== 'invited' && route.audience !== 'monitor') await expectStillInReach(decide);
    return stored;
  }
  if (route.audience === 'monitor') {
    const turns = (dryRun ? rehearsedInTurn : changesInTurn)(context, place.key);
    const change = unchanged((await run({ inTurn: turns.inTurn })).answer);
    if (dryRun) return dryRunAnswer(turns, context.side);
    return commit(exchange, change, changeAnswer(route, change, apiRoot, tags), place, context, idempotent);
  }
  const decided = await decide().catch(async (refusal: unknown) => {
    const kept = idempotent && !dryRun && (await storedAnswer(services.store.tenant(place.key), idempotent));
    // The same request was at work at the same time, and it is its own doing that refuses this one.
    if (kept) throw new Conflict('This request has been answered meanwhile.');
    throw refusal;
  });
  const waiting = heldBack(exchange, decided, context);
  const change = waiting ?? decided;
  if (dryRun) return dryRunAnswer(change, context.side);
  const answer = waiting ? waitingAnswer(waiting.answer, apiRoot, tags) : changeAnswer(route, decided, apiRoot, tags);
  return commit(exchange, change, answer, change.place ?? place, context, idempotent);
}

/** Refusals that say that something is out of the caller's reach now. */
const outOfReach: ReadonlySet<RefusalCode> = new Set([
  'notFound',
  'permissionDenied',
  'scopeTooNarrow',
  'roomUnknown',
  'roomGroupUnknown',
]);

/**
 * A stored answer is given to whoever may still see what it is about: the operation decides once more, and what it would
 * do is forgotten. An invitation has gone from the partner's sight by its very answer.
 * @throws Refusal of the operation
 */
async function expectStillInReach(decide: () => Promise<unknown>): Promise<void> {
  await decide().catch((refusal: unknown) => {
    if (refusal instanceof Refusal && outOfReach.has(refusal.code)) throw refusal;
  });
}
