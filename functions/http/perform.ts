import type { ListPage, Part, TenantContext } from '../../shared/domain/operation.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { listAnswer, partAnswer, valueAnswer, type Answer } from './answer.ts';
import { namedDocuments, type Ask, type KnownContext } from './ask.ts';
import { authorize } from './authorize.ts';
import { openContinuation, sealContinuation } from './continuation.ts';
import { baseContext, type Exchange } from './exchange.ts';
import { boundTo, idempotentRequest, isIdempotencyKey } from './idempotency.ts';
import { mayBeRecorded, openInvitation } from './openInvitation.ts';
import { performMutation } from './performMutation.ts';
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
  const named = namedDocuments(parameters);
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
    case 'mutation':
      return performMutation(exchange, input, context, { dryRun: dryRun === true, idempotent });
  }
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
