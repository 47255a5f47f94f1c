import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { randomUUID } from 'node:crypto';
import { Refusal } from '../../shared/domain/refusal.ts';
import { Conflict } from '../../shared/domain/store.ts';
import type { Services } from '../services.ts';
import { valueAnswer, type Answer } from './answer.ts';
import { baseContext, type StartWorkflow } from './exchange.ts';
import { perform } from './perform.ts';
import { problem } from './problem.ts';
import { readBody, readQuery } from './readRequest.ts';
import type { Route } from './route.ts';

/** A change that lost against others this often gives up; each try reads and decides anew. */
const maxTries = 10;

/**
 * Answers one request of a route: authenticate, read, authorize, parse, run, commit, answer, in the order of refusals
 * of api.md. Always answers: an error that escaped would be an empty 500 of the host.
 */
export async function serve(
  route: Route,
  services: Services,
  request: HttpRequest,
  startWorkflow: StartWorkflow,
): Promise<HttpResponseInit> {
  const requestId = requestIdOf(request);
  const url = new URL(request.url);
  try {
    const { status, headers, body } = await respond(route, services, request, url, requestId, startWorkflow);
    return {
      status,
      headers: { 'cache-control': 'no-store', ...headers, 'x-request-id': requestId },
      ...(body === undefined ? {} : { body }),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) services.report(error, { route: route.name, requestId });
    return problem(error, url.pathname, requestId);
  }
}

function requestIdOf(request: HttpRequest): string {
  const given = request.headers.get('x-request-id') ?? '';
  return /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}

async function respond(
  route: Route,
  services: Services,
  request: HttpRequest,
  url: URL,
  requestId: string,
  startWorkflow: StartWorkflow,
): Promise<Answer> {
  if (route.audience === 'anonymous') {
    const query = readQuery(url, route);
    return valueAnswer(route, await route.run(query, baseContext(services, request, requestId)));
  }
  const principal = await services.authenticate(request.headers.get('authorization'));
  const bytes = await readBody(request, route);
  const exchange = { route, services, request, url, requestId, startWorkflow, principal, bytes };
  for (let tries = 1; ; tries++) {
    try {
      return await perform(exchange);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      if (tries === maxTries) throw new Refusal('temporarilyUnavailable', 'Too many changes at once; try again.');
    }
  }
}
