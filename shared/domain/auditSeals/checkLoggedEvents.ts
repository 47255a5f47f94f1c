import type { Partition, Store } from '../store.ts';
import { auditEventTtlSeconds } from '../auditEvents/auditEvent.ts';
import { timeOfId } from '../ids.ts';
import { AuditSeal, isSigned, LoggedSeal, sealId, statementOf } from './auditSeal.ts';
import type { AuditSigner } from './auditSigner.ts';
import { eventFault, sealFault, type LogFault } from './logFault.ts';
import { eventHash, LoggedEvent, latestLandingMs, timeOfEvent } from './loggedEvent.ts';
import { sealsOver } from './sealsOver.ts';

const eventsPerRead = 200;
/** Clocks may differ by this much. */
const skewMs = 5 * 60_000;

interface Log {
  readonly customer: Partition;
  readonly store: Store;
  readonly keys: Pick<AuditSigner, 'publicKey'>;
  readonly now: Date;
  /** Until when everything of this customer is sealed; seconds since 1970. */
  readonly completeUntil: number | undefined;
}

/** Ids of events from the first to, and without, the last. */
interface Range {
  readonly first: string;
  readonly beyond: string;
}

interface Checked {
  readonly events: number;
  readonly unsealed: number;
  readonly fault?: LogFault;
  /** The last event that was looked at, where there are more. */
  readonly next?: string;
}

/**
 * Holds the events of a range against the seals, page by page: each must be in one as it is stored, and each that is in one
 * must be stored, but for those that were stored after the last seal was made.
 */
export async function checkLoggedEvents(
  log: Log,
  { first, beyond }: Range,
  after: string | undefined,
  most: number,
): Promise<Checked> {
  let [events, unsealed, from] = [0, 0, after];
  for (;;) {
    const page = { orderBy: 'id', ...(from === undefined ? {} : { after: from }), top: eventsPerRead } as const;
    const where = [{ member: 'id', atLeast: first, below: beyond }];
    const rows = await log.customer.list(LoggedEvent, { where, ...page });
    const last = rows.length < eventsPerRead ? undefined : rows.at(-1)?.id;
    const checked = await checkInterval(log, rows, { first: from ?? '', last: last ?? beyond, begin: first, beyond });
    events += rows.length;
    unsealed += checked.unsealed;
    if (checked.fault) return { events, unsealed, fault: checked.fault };
    if (last === undefined) return { events, unsealed };
    if (events >= most) return { events, unsealed, next: last };
    from = last;
  }
}

/** Leaves after `first`, up to `last`, and within the range. */
interface Interval extends Pick<Range, 'beyond'> {
  readonly first: string;
  readonly last: string;
  readonly begin: string;
}

async function checkInterval(log: Log, rows: readonly LoggedEvent[], interval: Interval) {
  const { first, last, begin, beyond } = interval;
  const stored = new Map(rows.map((row) => [row.id, { row, hash: eventHash(row) }]));
  const unclaimed = new Map(rows.map((row) => [row.id, row]));
  const dropped: string[] = [];
  const altered: { row: LoggedEvent; hash: string }[] = [];
  const [late, timely] = [new Set<string>(), new Set<string>()];
  for await (const raw of sealsOver(log.customer, LoggedSeal, [first, last])) {
    const seal = await soundSeal(log, raw);
    if (!seal) return { unsealed: 0, fault: sealFault('sealChanged', numberOf(raw.id)) };
    const complete = secondsOf(seal.statement.completeUntil);
    const sealedAt = Date.parse(seal.statement.sealedAt);
    for (const { id, hash } of seal.leaves) {
      if (id <= first || id > last || id < begin || id >= beyond) continue;
      const found = stored.get(id) ?? (await readAgain(log, id));
      unclaimed.delete(id);
      if (found && found.hash !== hash) altered.push({ row: found.row, hash });
      else if (found) (isLate(found.row, complete, sealedAt) ? late : timely).add(id);
      else if (isKept(log, id)) dropped.push(id);
    }
    // What is wrong is wrong, whatever comes after it.
    if (dropped.length + altered.length > 0) break;
  }
  const faults = [
    ...dropped.map((id) => eventFault('dropped', id)),
    ...altered.map(({ row, hash }) => eventFault(isMoved(row, hash, altered) ? 'reordered' : 'changed', row.id)),
    ...[...late].filter((id) => !timely.has(id)).map((id) => eventFault('inserted', id)),
    ...[...unclaimed.values()]
      .filter((row) => isLate(row, log.completeUntil, log.now.getTime()))
      .map(({ id }) => eventFault('inserted', id)),
  ];
  const [fault] = faults.sort((a, b) => ((a.eventId ?? '') < (b.eventId ?? '') ? -1 : 1));
  return { unsealed: unclaimed.size, ...(fault ? { fault } : {}) };
}

const secondsOf = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time) / 1000);

const numberOf = (id: string) => Number(/^seal_(\d{10})$/.exec(id)?.[1] ?? 0);

/** A seal that is as it was made; undefined for any other. */
export async function soundSeal(
  { customer, keys }: Pick<Log, 'customer' | 'keys'>,
  raw: object,
): Promise<AuditSeal | undefined> {
  const { data: seal } = AuditSeal.safeParse(raw);
  if (!seal || seal.leaves.length === 0) return undefined;
  const { statement, leaves } = seal;
  if (seal.id !== sealId(statement.number) || statement.customerId !== customer.key) return undefined;
  const told = Object.entries(statementOf(leaves)) as [keyof ReturnType<typeof statementOf>, unknown][];
  if (told.some(([member, value]) => statement[member] !== value)) return undefined;
  const key = await keys.publicKey(seal.keyId);
  return key && isSigned(seal, key) ? seal : undefined;
}

/** One that was sealed while the page was read is not in it. */
async function readAgain({ store, customer }: Log, id: string) {
  const row = await store.tenant(customer.key).read(LoggedEvent, id);
  return row && { row, hash: eventHash(row) };
}

/** One that is older may have expired. */
function isKept({ now }: Log, id: string): boolean {
  return timeOfId(id) + auditEventTtlSeconds * 1000 > now.getTime() + skewMs;
}

/** Whether what was sealed under an id is stored under another one that is not as it was sealed either. */
const isMoved = (here: LoggedEvent, hash: string, altered: readonly { readonly row: LoggedEvent }[]) =>
  altered.some(({ row }) =>
    [row.creationTime, here.creationTime].some(
      (creationTime) => row.id !== here.id && eventHash({ ...row, id: here.id, creationTime }) === hash,
    ),
  );

/** Whether an event came when all of its time had been sealed long ago, or says that it is from the future. */
function isLate(row: LoggedEvent, completeUntil: number | undefined, seenAt: number): boolean {
  const time = timeOfEvent(row);
  if (time === undefined || time > seenAt + skewMs) return true;
  return completeUntil !== undefined && time + latestLandingMs < completeUntil * 1000;
}
