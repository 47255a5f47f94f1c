import type { ChangeRecord } from '../../shared/domain/auditEvents/auditEvent.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { untilItHolds } from '../../shared/domain/untilItHolds.ts';
import { auditEventOf } from './auditEventOf.ts';
import type { KnownContext } from './ask.ts';
import type { Exchange } from './exchange.ts';
import type { Route } from './route.ts';

/** Refusals of a change that are recorded as failed attempts (R90). */
const recorded: ReadonlySet<number> = new Set([403, 409, 410, 412, 422]);

/** What the log says of a change that was not made: as much as the request itself tells. */
export function refusalRecord(
  { audit }: Route,
  parameters: Readonly<Record<string, string>>,
  body: unknown,
): ChangeRecord {
  if (!audit) throw new Error('Only a mutation is an attempt.');
  const [category, operation, parameter] = audit;
  const named = (parameter === undefined ? Object.values(parameters).at(-1) : parameters[parameter]) ?? '';
  // Nobody has checked the path yet: only what looks like an id goes into somebody's log.
  const objectId = /^[A-Za-z0-9_-]{1,64}$/.test(named) ? named : '';
  const { name, displayName } = (body ?? {}) as { name?: unknown; displayName?: unknown };
  const objectName = [name, displayName].find((value) => typeof value === 'string') ?? objectId;
  return { category, operation, objectId, objectName, changes: [] };
}

/** Writes a refused attempt into the log of the customer it was made at; a dry run is no attempt. */
export async function recordRefusal(
  { route, services, request, url }: Exchange,
  context: KnownContext,
  body: object,
  refusal: Refusal,
): Promise<void> {
  const place = context.customer ?? context.own;
  if (!place || !route.audit || !recorded.has(refusal.status) || url.searchParams.get('dryRun') === 'true') return;
  const record = refusalRecord(route, request.params, body);
  const event = auditEventOf(record, place.key, context, context.grant, refusal);
  try {
    await untilItHolds(() => services.store.tenant(place.key).commit([event]));
  } catch (error) {
    services.report(error, { route: route.name });
  }
}
