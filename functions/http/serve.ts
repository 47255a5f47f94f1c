import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { randomUUID } from 'node:crypto';
import type { Principal } from '../../shared/domain/principal.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { untilItHolds } from '../../shared/domain/untilItHolds.ts';
import type { Services } from '../services.ts';
import type { Answer } from './answer.ts';
import { answeredBy } from './answeredBy.ts';
import { addressOf, isLimited } from './callerLimit.ts';
import { isDeclared } from './commonRefusals.ts';
import type { Exchange, StartWorkflow } from './exchange.ts';
import { perform } from './perform.ts';
import { performAnonymous } from './performAnonymous.ts';
import { problem } from './problem.ts';
import { readBody } from './readRequest.ts';
import type { Route } from './route.ts';

/** A part of a long answer is made of many reads, and each of them is as bounded as any other. */
const patienceForParts = 12;

/** At its deadline the store itself says that it is busy, which says more than that something took too long. */
const graceMs = 250;

/** A request as it came in. Who calls is told as soon as it is known. */
interface Incoming extends Omit<Exchange, 'principal' | 'bytes'> {
  readonly known: (caller: Principal) => void;
  readonly refused: (code: string) => void;
}

/**
 * Answers one request of a route: authenticate, read, authorize, parse, run, commit, answer, in the order of refusals
 * of api.md. Always answers: an error that escaped would be an empty 500 of the host.
 */
export async function serve(
  route: Route,
  { services, routes }: { services: Services; routes: readonly Route[] },
  request: HttpRequest,
  startWorkflow: StartWorkflow,
): Promise<HttpResponseInit> {
  const begun = performance.now();
  const requestId = requestIdOf(request);
  const url = new URL(request.url);
  const log: { caller?: string; code?: string } = {};
  const known = ({ tenantId, objectId }: Principal) => void (log.caller = `${tenantId}/${objectId}`);
  const refused = (code: string) => void (log.code = code);
  const deadline = begun + services.config.ANSWER_WITHIN_MS * (route.kind === 'parts' ? patienceForParts : 1);
  const bound = { ...services, store: services.store.by(deadline) };
  const answer = await answerOf({
    route,
    services: bound,
    routes,
    request,
    url,
    requestId,
    startWorkflow,
    deadline,
    known,
    refused,
  });
  const { status } = answer;
  const ms = performance.now() - begun;
  services.answered({ method: request.method, path: url.pathname, route: route.name, status, ms, requestId, ...log });
  return answer;
}

async function answerOf(incoming: Incoming): Promise<HttpResponseInit & { status: number }> {
  const { route, services, url, requestId } = incoming;
  try {
    const { status, headers, body } = await answeredBy(incoming.deadline + graceMs, respond(incoming));
    return {
      status,
      headers: { 'cache-control': 'no-store', ...headers, 'x-request-id': requestId },
      ...(body === undefined ? {} : { body }),
    };
  } catch (error) {
    const defect = defectOf(error, route);
    if (defect !== undefined) services.report(defect, { route: route.name, requestId });
    incoming.refused(error instanceof Refusal ? error.code : 'internalError');
    return problem(error, url.pathname, requestId);
  }
}

/** Whatever is no refusal, and a refusal that the route's row does not tell of: its answer is right, the row is not. */
function defectOf(error: unknown, route: Route): unknown {
  if (!(error instanceof Refusal)) return error;
  if (isDeclared(route, error)) return undefined;
  return new Error(`${route.name} does not declare its refusal ${error.status} ${error.code}.`, { cause: error });
}

function requestIdOf(request: HttpRequest): string {
  const given = request.headers.get('x-request-id') ?? '';
  return /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}

async function respond({ known, refused: _, ...incoming }: Incoming): Promise<Answer> {
  const { route, services, request } = incoming;
  if (route.audience === 'anonymous') {
    if (isLimited(route)) services.limit(addressOf(request));
    const bytes = route.kind === 'mutation' ? await readBody(request, route) : Buffer.alloc(0);
    return untilItHolds(() => performAnonymous({ ...incoming, bytes }));
  }
  const principal = await services.authenticate(request.headers.get('authorization'));
  known(principal);
  services.limit(`${principal.tenantId}/${principal.objectId}`);
  const bytes = await readBody(request, route);
  return untilItHolds(() => perform({ ...incoming, principal, bytes }));
}
