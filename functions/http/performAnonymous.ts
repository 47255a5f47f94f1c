import type { Change } from '../../shared/domain/operation.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { changeAnswer, dryRunAnswer, valueAnswer, type Answer } from './answer.ts';
import { baseContext, type Exchange } from './exchange.ts';
import { commit } from './commit.ts';
import { parseBody, readQuery } from './readRequest.ts';

/** Whom an event names when there was no token: nobody (R90). */
const nobody: Principal = {
  tenantId: '',
  objectId: '',
  kind: 'application',
  appRoles: [],
  globalAdministrator: false,
  groups: new Set(),
};

/** What can be had without a token has no ETag; the reference shows what one looks like. */
const untagged = { seal: (tag: string) => tag };

/**
 * One try at a request that needs no token: what may be done is for the operation to say, by what it was sent.
 * @throws Conflict when somebody else changed meanwhile what it decided on
 */
export async function performAnonymous(exchange: Omit<Exchange, 'principal'>): Promise<Answer> {
  const { route, services, request, url, requestId, bytes } = exchange;
  const base = await baseContext(services, request, requestId);
  const { dryRun, ...filters } = readQuery(url, route);
  if (route.kind !== 'mutation') return valueAnswer(route, await route.run(filters, base), untagged);
  const input = { ...filters, ...parseBody(request, bytes, route) };
  const change = (await route.run(input, base)) as Change<unknown>;
  if (dryRun === true) return dryRunAnswer(change, 'system');
  const answer = changeAnswer(route, change, url.origin + services.apiBase, untagged);
  if (!change.place) return answer;
  return commit(exchange, change, answer, change.place, { ...base, actor: nobody, side: 'system' }, undefined);
}
