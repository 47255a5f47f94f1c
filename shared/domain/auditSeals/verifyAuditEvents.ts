import { z } from 'zod';
import { expectAskable } from '../auditEvents/auditPeriod.ts';
import { idsBegin } from '../ids.ts';
import type { CustomerContext, Part } from '../operation.ts';
import { periodEnd, periodStart } from '../period.ts';
import { checkLoggedEvents } from './checkLoggedEvents.ts';
import { checkSealChain } from './checkSealChain.ts';
import { LogFault } from './logFault.ts';
import { completeUntil, SealHead, sealHeadId, SealingMark, sealingMarkId } from './sealProgress.ts';

export const VerifyAuditEvents = z.object({ from: periodStart.optional(), to: periodEnd.optional() });

/** Whether the log is whole, or the first thing that is not. */
export const AuditLogVerification = z
  .object({
    whole: z.boolean(),
    fault: LogFault.optional(),
    /** Events that were looked at in this part. */
    events: z.int(),
    /** Of these, those that were stored after the last seal was made. */
    unsealed: z.int(),
    /** Seals that were followed; the first part follows all of them. */
    seals: z.int().optional(),
    /** The last seal: whoever keeps its number and hash finds out later if it has gone, whoever took it. */
    head: z.object({ number: z.int(), hash: z.string(), sealedAt: z.iso.datetime() }).optional(),
    nextLink: z.url().optional(),
  })
  .meta({ title: 'AuditLogVerification' });

const eventsPerPart = 20_000;
/** Until when events of a time are sealed at the latest: minutes after they landed, and they land minutes late at most. */
const sealedWithinMs = 30 * 60_000;
/** Sorts after every id. */
const beyondAll = '~';

/** Holds the log of a period against its seals, 20,000 events at a time. */
export async function verifyAuditEvents(
  { from, to }: z.output<typeof VerifyAuditEvents>,
  { customer, store, operatorTenantId, auditKeys: keys, now, page }: CustomerContext,
): Promise<Part<Omit<z.output<typeof AuditLogVerification>, 'nextLink'>>> {
  expectAskable({ from, to }, ['from', 'to'], now);
  const operator = store.tenant(operatorTenantId);
  await operator.prefetch([sealHeadId(customer.key), sealingMarkId]);
  const head = await operator.read(SealHead, sealHeadId(customer.key));
  const mark = await operator.read(SealingMark, sealingMarkId);
  const shown = head && { number: head.number, hash: head.hash, sealedAt: head.sealedAt };

  const until = to === undefined ? undefined : new Date(Date.parse(to) + sealedWithinMs).toISOString();
  const chain = page.after === undefined ? await checkSealChain({ customer, head, now }, from, until) : undefined;
  const common = { ...(chain ? { seals: chain.seals } : {}), ...(shown ? { head: shown } : {}) };
  if (chain?.fault) return { answer: { whole: false, fault: chain.fault, events: 0, unsealed: 0, ...common } };

  const range = {
    first: from === undefined ? '' : idsBegin('auditEvent', new Date(from)),
    beyond: to === undefined ? beyondAll : idsBegin('auditEvent', new Date(Date.parse(to) + 1)),
  };
  const log = { customer, store, keys, now, completeUntil: completeUntil(mark, customer.key) };
  const { next, ...checked } = await checkLoggedEvents(log, range, page.after, eventsPerPart);
  return { answer: { whole: !checked.fault, ...checked, ...common }, ...(next === undefined ? {} : { next }) };
}
