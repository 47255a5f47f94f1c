import { z } from 'zod';
import type { Side } from '../../shared/domain/auditEvents/auditEvent.ts';
import { ChangeRequestOutput } from '../../shared/domain/changeRequests/changeRequest.ts';
import type { Change, ListPage, Part } from '../../shared/domain/operation.ts';
import type { Route } from './route.ts';
import type { SealedTags } from './sealedTags.ts';

/** An answer as it is sent, and kept under an Idempotency-Key. */
export const Answer = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
});
export type Answer = z.output<typeof Answer>;

/** What seals ETags on their way out. */
type Seal = Pick<SealedTags, 'seal'>;

const json = { 'content-type': 'application/json' };

/** The content type of an answer that is text. */
export const textType = (type: string) => `${type}; charset=utf-8`;

/** One value, checked against what the route promises: a member too few is a defect, one too many is left out. */
export function valueAnswer(route: Route, value: unknown, tags: Seal, status = route.status): Answer {
  const body = route.output ? route.output.parse(value) : value;
  if (route.produces !== undefined) {
    const headers = { 'content-type': textType(route.produces), ...route.headers?.() };
    return { status, headers, body: z.string().parse(body) };
  }
  return { status, headers: { ...json, ...etagOf(body, tags) }, body: jsonOf(body, tags) };
}

/** A page of rows; `link` makes the address of the next one. */
export function listAnswer(
  { output }: Route,
  { rows, next, completeness }: ListPage<unknown>,
  link: (after: string) => string,
  tags: Seal,
): Answer {
  const value = rows.map((row) => (output ? output.parse(row) : row));
  const body = { value, ...(next === undefined ? {} : { nextLink: link(next) }), completeness };
  return { status: 200, headers: json, body: jsonOf(body, tags) };
}

/** One part of an answer; `link` makes the address of the next one. */
export function partAnswer(
  route: Route,
  { answer, next }: Part<unknown>,
  link: (after: string) => string,
  tags: Seal,
): Answer {
  if (route.produces === undefined) {
    const body = { ...(answer as object), ...(next === undefined ? {} : { nextLink: link(next) }) };
    return valueAnswer(route, body, tags);
  }
  const { headers, ...text } = valueAnswer(route, answer, tags);
  const following = next === undefined ? {} : { link: `<${link(next)}>; rel="next"` };
  return { ...text, headers: { ...headers, 'content-disposition': 'attachment', ...following } };
}

/**
 * What a change would be, when only that was asked. Records are made for the customer's log: a partner is told that a scope
 * changes, and not which rooms it names, as some may be out of its reach (R10, R24, R33).
 */
export function dryRunAnswer({ records }: Pick<Change<unknown>, 'records'>, side: Side): Answer {
  const wouldChange = records.map(({ objectId, changes, by: _, ...record }) => ({
    ...record,
    // What is to be made has no id yet: the next try would think of another one.
    ...(record.operation === 'Create' ? {} : { objectId }),
    changes:
      side === 'partner'
        ? changes.map((change) => (change.path === '/scope' ? { path: change.path } : change))
        : changes,
  }));
  return { status: 200, headers: json, body: JSON.stringify({ dryRun: true, wouldChange }) };
}

/** The answer of a change; one that a workflow goes on with says where its status is. */
export function changeAnswer(route: Route, change: Change<unknown>, apiRoot: string, tags: Seal): Answer {
  const status = change.status ?? route.status;
  if (status === 204) return { status, headers: {} };
  const answer = valueAnswer(route, change.answer, tags, status);
  if (status !== 202) return answer;
  const { id } = change.answer as { id: string };
  const follow = { 'operation-location': `${apiRoot}/operations/${id}`, 'retry-after': '1' };
  return { ...answer, headers: { ...answer.headers, ...follow } };
}

/** A change that waits for the customer's word: where its own state is told (R61). */
export function waitingAnswer(request: ChangeRequestOutput, apiRoot: string, tags: Seal): Answer {
  const location = `${apiRoot}/partner/changeRequests/${request.id}`;
  const body = ChangeRequestOutput.parse(request);
  return { status: 202, headers: { ...json, ...etagOf(body, tags), location }, body: jsonOf(body, tags) };
}

/** A single resource says its version in a header too. */
function etagOf(body: unknown, { seal }: Seal): Record<string, string> {
  const etag: unknown = body !== null && typeof body === 'object' && 'etag' in body ? body.etag : undefined;
  return typeof etag === 'string' ? { etag: seal(etag) } : {};
}

/** Every ETag in it is sealed, wherever it stands. */
const jsonOf = (body: unknown, { seal }: Seal) =>
  JSON.stringify(body, (member, value: unknown) =>
    member === 'etag' && typeof value === 'string' ? seal(value) : value,
  );
