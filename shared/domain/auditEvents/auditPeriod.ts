import { Refusal } from '../refusal.ts';
import type { Condition } from '../store.ts';
import { auditEventTtlSeconds } from './auditEvent.ts';

/** The time that is asked of the log, both ends included; an end that was not given is left out. */
export interface AuditPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The first instant that the log can be asked for: the UTC day 180 days ago (R92, R94). */
function earliestAsked(now: Date): Date {
  const earliest = new Date(now.getTime() - auditEventTtlSeconds * 1000);
  earliest.setUTCHours(0, 0, 0, 0);
  return earliest;
}

/**
 * @param names of the two parameters, for what is wrong
 * @throws Refusal `invalidRequest` when it ends before it begins, `auditRangeTooLong` when it begins too early
 */
export function expectAskable({ from, to }: AuditPeriod, [start, end]: readonly [string, string], now: Date): void {
  if (from === undefined) return;
  if (to !== undefined && from > to) {
    throw new Refusal('invalidRequest', `The request is not as it should be. ${start} is after ${end}.`, {
      faults: [{ path: start, code: 'reversed', message: `is after ${end}` }],
    });
  }
  const earliest = earliestAsked(now).toISOString();
  if (from < earliest) {
    throw new Refusal('auditRangeTooLong', `Events are kept 180 days; ask for ${earliest.slice(0, 10)} or later.`, {
      faults: [{ path: start, code: 'auditRangeTooLong', message: `is before ${earliest}` }],
    });
  }
}

/** What events of a period meet. */
export const withinPeriod = ({ from, to }: AuditPeriod): Condition[] => [
  ...(from === undefined ? [] : [{ member: 'creationTime', atLeast: from }]),
  ...(to === undefined ? [] : [{ member: 'creationTime', atMost: to }]),
];
