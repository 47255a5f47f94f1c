import { unchanged, type Change, type ListPage, type Part, type TenantContext } from '../../shared/domain/operation.ts';
import { Refusal, type RefusalCode } from '../../shared/domain/refusal.ts';
import { movesFence, withinFence } from '../../shared/domain/relationships/fence.ts';
import { Conflict, type Partition } from '../../shared/domain/store.ts';
import { changeAnswer, dryRunAnswer, listAnswer, partAnswer, valueAnswer, type Answer } from './answer.ts';
import { answeredBy } from './answeredBy.ts';
import { auditEventOf } from './auditEventOf.ts';
import type { Ask, KnownContext } from './ask.ts';
import { authorize } from './authorize.ts';
import { changesInTurn, rehearsedInTurn } from './changesInTurn.ts';
import { openContinuation, sealContinuation } from './continuation.ts';
import { baseContext, type Exchange } from './exchange.ts';
import {
  boundTo,
  idempotentRequest,
  isIdempotencyKey,
  keepAnswer,
  storedAnswer,
  type IdempotentRequest,
} from './idempotency.ts';
import { mayBeRecorded, openInvitation } from './openInvitation.ts';
import { parseBody, readQuery } from './readRequest.ts';
import { recordRefusal } from './recordRefusal.ts';
import { takesKey } from './route.ts';

/**
 * One try at a request: authorize, parse, run the operation, commit what it decided.
 * @throws Conflict when somebody else changed meanwhile what it decided on
 */
export async function perform(exchange: Exchange): Promise<Answer> {
  // Where a refusal is recorded: known as soon as the caller's tenant is known to have something to do there (R90).
  const attempt: { context?: KnownContext; body?: object } = {};
  try {
    return await attemptOnce(exchange, attempt);
  } catch (error) {
    if (error instanceof Refusal && attempt.context) {
      await recordRefusal(exchange, attempt.context, attempt.body ?? {}, error);
    }
    throw error;
  }
}

async function attemptOnce(exchange: Exchange, attempt: { context?: KnownContext; body?: object }): Promise<Answer> {
  const { route, services, request, url, requestId, principal, bytes } = exchange;
  const parameters = request.params;
  const key = takesKey(route) ? request.headers.get('idempotency-key') : null;
  const keyed =
    key !== null && isIdempotencyKey(key)
      ? idempotentRequest(key, principal, { method: route.method, path: url.pathname, body: bytes })
      : undefined;
  const named = Object.values(parameters).filter((id) => /^[a-z]+_[0-9a-z]+$/.test(id));
  const ask: Ask = {
    route,
    principal,
    parameters,
    alsoRead: keyed ? [...named, keyed.recordId] : named,
    base: await baseContext(services, request, requestId),
  };
  let context = await authorize(ask, (known) => (attempt.context = known));
  const idempotent = keyed && boundTo(keyed, context.relationship?.invitationId);
  // What is refused from here on was opened by an assignment, and the record says by which.
  if (attempt.context) attempt.context = context;
  const query = readQuery(url, route);
  const body = (attempt.body = route.method === 'GET' ? {} : parseBody(request, bytes, route));
  if (key !== null && !idempotent) {
    throw new Refusal('invalidRequest', 'An Idempotency-Key has 1 to 128 visible ASCII characters.');
  }
  if (route.audience === 'invited') {
    const invited = await openInvitation(ask, context as TenantContext);
    context = invited;
    if (await mayBeRecorded(invited, ask)) attempt.context = invited;
  }
  const { dryRun, top, continuation, ...filters } = query;
  const input = { ...filters, ...body, ...parameters };

  switch (route.kind) {
    case 'query':
      return valueAnswer(route, await route.run(input, context), await services.tags());
    case 'parts':
    case 'list': {
      const pages = await pagesOf(exchange, top);
      const after = typeof continuation === 'string' ? pages.open(continuation) : undefined;
      const found = await route.run(input, { ...context, page: { top, after } });
      const tags = await services.tags();
      return route.kind === 'list'
        ? listAnswer(route, found as ListPage<unknown>, pages.link, tags)
        : partAnswer(route, found as Part<unknown>, pages.link, tags);
    }
    case 'mutation': {
      const place = context.customer ?? context.own;
      if (!place) throw new Error(`${route.name} has no place for its change.`);
      const kept = idempotent && dryRun !== true ? await storedAnswer(place, idempotent) : undefined;
      if (kept) {
        await expectStillInReach(exchange, input, context);
        return kept;
      }
      if (route.audience === 'monitor') {
        const turns = (dryRun === true ? rehearsedInTurn : changesInTurn)(context, place.key);
        const { answer } = (await route.run(input, { ...context, inTurn: turns.inTurn })) as Change<unknown>;
        if (dryRun === true) return dryRunAnswer(turns, context.side);
        return await commit(exchange, unchanged(answer), place, context, idempotent);
      }
      const decided = route.run(input, context) as Promise<Change<unknown>>;
      if (dryRun === true) return dryRunAnswer(await decided, context.side);
      const change = await decided.catch(async (refusal: unknown) => {
        const again = idempotent && (await storedAnswer(services.store.tenant(place.key), idempotent));
        // The same request was at work at the same time, and it is its own doing that refuses this one.
        if (again) throw new Conflict('This request has been answered meanwhile.');
        throw refusal;
      });
      return commit(exchange, change, place, context, idempotent);
    }
  }
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
async function expectStillInReach({ route }: Exchange, input: object, context: KnownContext): Promise<void> {
  if (route.audience === 'invited' || route.audience === 'monitor') return;
  await route.run(input, context).catch((refusal: unknown) => {
    if (refusal instanceof Refusal && outOfReach.has(refusal.code)) throw refusal;
  });
}

/** Everything of a change in one batch: documents, events, the answer under its key (R91). */
export async function commit(
  { route, services, url, startWorkflow, deadline }: Omit<Exchange, 'principal'>,
  change: Change<unknown>,
  place: Partition,
  context: KnownContext,
  idempotent: IdempotentRequest | undefined,
): Promise<Answer> {
  const answer = changeAnswer(route, change, url.origin + services.apiBase, await services.tags());
  const events = change.records.map((record) =>
    auditEventOf(record, place.key, context, change.grant ?? context.grant),
  );
  const kept = idempotent ? [keepAnswer(idempotent, answer)] : [];
  const { relationship } = context;
  const fence = relationship && !movesFence(change.writes, relationship.partnerId) ? [withinFence(relationship)] : [];
  await change.before?.();
  try {
    await place.commit([...fence, ...change.writes, ...events, ...kept]);
  } catch (error) {
    // Any other failure may have committed all the same: then nothing may be taken back.
    if (error instanceof Conflict) await change.undo?.();
    throw error;
  }
  const follow = async () => {
    await change.after?.();
    if (change.workflow) await startWorkflow(change.workflow);
  };
  try {
    await answeredBy(deadline, follow());
  } catch (error) {
    // What follows a commit is repaired when it is lost; the answer is true all the same.
    services.report(error, { route: route.name });
  }
  return answer;
}

/** Opens and makes the links of this caller's pages of this very query. */
async function pagesOf({ services, url, principal }: Exchange, top: unknown) {
  const bare = new URL(url);
  bare.searchParams.delete('continuation');
  const sorted = new URLSearchParams(bare.searchParams);
  sorted.sort();
  const now = services.clock.now();
  const key = await services.sealingKey();
  const owner = {
    tenantId: principal.tenantId,
    objectId: principal.objectId,
    query: JSON.stringify([bare.pathname, sorted.toString(), top]),
  };
  return {
    open: (token: string) => openContinuation(token, owner, now, key),
    link: (after: string) => {
      const next = new URL(bare);
      next.searchParams.set('continuation', sealContinuation(after, owner, now, key));
      return next.href;
    },
  };
}
