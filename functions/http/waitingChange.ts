import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../shared/domain/canonicalJson.ts';
import type { ChangeRecord } from '../../shared/domain/auditEvents/auditEvent.ts';
import type { DecidedAgain } from '../../shared/domain/changeRequests/approveChangeRequest.ts';
import { newChangeRequest, type ChangeRequest } from '../../shared/domain/changeRequests/changeRequest.ts';
import { holdBackChange } from '../../shared/domain/changeRequests/holdBackChange.ts';
import type { CallerContext, Change } from '../../shared/domain/operation.ts';
import { personOf } from '../../shared/domain/people.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { fenced } from '../../shared/domain/relationships/fence.ts';
import { namedDocuments, type KnownContext } from './ask.ts';
import { auditEventOf } from './auditEventOf.ts';
import { authorize } from './authorize.ts';
import { baseContext, type Exchange } from './exchange.ts';
import { parseValue } from './readRequest.ts';
import { refusalRecord } from './recordRefusal.ts';
import type { Route } from './route.ts';

/**
 * What is done about a change that was decided: where the customer wants to approve its kind, it is kept until then (R61);
 * one that would change nothing is answered at once (R62).
 */
export function heldBack(
  { route, services, request, url, bytes, principal }: Exchange,
  decided: Change<unknown>,
  { side, customer, relationship, now }: KnownContext,
): ReturnType<typeof holdBackChange> | undefined {
  const { changeKind: kind } = route;
  if (kind === undefined || side !== 'partner' || !customer || !relationship) return undefined;
  if (relationship.changeControl[kind] === 'auto' || decided.writes.length === 0) return undefined;
  const asked = {
    kind,
    partnerId: relationship.partnerId,
    invitationId: relationship.invitationId,
    requestedBy: personOf(principal),
    change: {
      method: route.method,
      path: url.pathname.slice(services.apiBase.length),
      ...(bytes.length > 0 ? { body: z.json().parse(JSON.parse(bytes.toString())) } : {}),
    },
    objectName: decided.records[0]?.objectName ?? '',
    route: route.name,
    parameters: { ...request.params },
    was: membersSet(route, decided.records),
  } as const;
  return holdBackChange(newChangeRequest(asked, customer.key, now), now);
}

/** Digest of the members that a change sets, as they are before it; what creates or deletes sets none (R62). */
function membersSet({ status, method }: Route, records: readonly ChangeRecord[]): string {
  if (status === 201 || method === 'DELETE') return '';
  const before = records.map(({ objectId, changes }) => ({
    objectId,
    members: changes.map(({ path, from }) => ({ path, from })),
  }));
  return createHash('sha256').update(canonicalJson(before)).digest('base64url');
}

/**
 * Decides once more on a change that was kept, as the person who asked for it: by the assignments of now, and by what the
 * directory says of groups. That somebody is Global Administrator only a token can say (R62).
 * @throws Refusal `temporarilyUnavailable` when the directory can't say which groups the person is in
 */
export async function decideAgain(exchange: Exchange, asked: ChangeRequest): Promise<DecidedAgain> {
  const { routes, services, request, requestId } = exchange;
  const principal: Principal = {
    tenantId: asked.partnerId,
    objectId: asked.requestedBy.userId,
    kind: 'user',
    appRoles: [],
    globalAdministrator: false,
    groups: undefined,
  };
  const route = routes.find(({ name }) => name === asked.route);
  if (!route) throw new Error(`There is no route ${asked.route} any more.`);
  const { directory } = services;
  const groups = { unknown: false };
  const memberOf: typeof directory.memberOf = (...question) =>
    directory.memberOf(...question).catch((error: unknown) => {
      groups.unknown = true;
      throw error;
    });
  const base = {
    ...(await baseContext(services, request, requestId)),
    ifMatch: undefined,
    directory: { ...directory, memberOf },
  };
  const { parameters, change } = asked;
  const person: CallerContext = { ...base, actor: principal, side: 'partner' };
  try {
    const ask = { route, principal, parameters, alsoRead: namedDocuments(parameters), base };
    const context = await authorize(ask, () => undefined);
    const { customer, relationship } = context;
    if (!customer || relationship?.invitationId !== asked.invitationId) {
      throw new Refusal('relationshipState', 'It was asked for in an earlier relationship.');
    }
    const body = route.body ? (parseValue(route.body, change.body) as object) : {};
    const again = (await route.run({ ...body, ...parameters }, context)) as Change<unknown>;
    const { answer: _answer, status: _status, records, grant = context.grant, ...made } = again;
    if (membersSet(route, records) !== asked.was) {
      throw new Refusal('etagMismatch', 'What it changes is not as it was when it was asked for.');
    }
    const by = { actor: principal, side: 'partner', grant } as const;
    return {
      made: {
        ...made,
        place: customer,
        writes: fenced(made.writes, relationship),
        records: records.map((record) => ({ ...record, by })),
      },
    };
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    if (groups.unknown || refusal.status === 503) {
      throw new Refusal('temporarilyUnavailable', 'Whether it still holds can not be found out right now; try again.');
    }
    const record = refusalRecord(route, parameters, change.body);
    const customerId = parameters['customerId'] ?? '';
    return { refusal, event: auditEventOf(record, customerId, person, undefined, refusal) };
  }
}
