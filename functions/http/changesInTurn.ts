import type { ChangeRecord } from '../../shared/domain/auditEvents/auditEvent.ts';
import type { CallerContext, InTurn } from '../../shared/domain/operation.ts';
import { untilItHolds } from '../../shared/domain/untilItHolds.ts';
import { auditEventOf } from './auditEventOf.ts';
import { rehearsedPartition } from './rehearsedPartition.ts';

/** How the several changes of one request are made, or shown. */
interface Turns {
  readonly inTurn: InTurn;
  /** What was recorded of all of them so far. */
  readonly records: readonly ChangeRecord[];
}

/**
 * Several changes of one tenant in one request, each in a batch of its own with its events (R91): what has been
 * committed stays when a later one fails.
 */
export function changesInTurn(context: CallerContext, tenantId: string): Turns {
  const records: ChangeRecord[] = [];
  return {
    records,
    inTurn: (decide) =>
      untilItHolds(async () => {
        const customer = context.store.tenant(tenantId);
        const change = await decide(customer);
        const events = change.records.map((record) => auditEventOf(record, tenantId, context, undefined));
        await customer.commit([...change.writes, ...events]);
        records.push(...change.records);
        return change.answer;
      }),
  };
}

/** The same as a dry run: each change sees the ones before it as if they had been made, and nothing is. */
export function rehearsedInTurn(context: CallerContext, tenantId: string): Turns {
  const records: ChangeRecord[] = [];
  const customer = rehearsedPartition(context.store.tenant(tenantId));
  return {
    records,
    async inTurn(decide) {
      const change = await decide(customer);
      await customer.commit(change.writes);
      records.push(...change.records);
      return change.answer;
    },
  };
}
