import { z } from 'zod';
import { commaList } from '../commaList.ts';
import { Guid } from '../ids.ts';
import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import { periodEnd, periodStart } from '../period.ts';
import type { Condition } from '../store.ts';
import { AuditEvent, auditCategories, auditOperations, sides, type AuditEventOutput } from './auditEvent.ts';
import { expectAskable, withinPeriod } from './auditPeriod.ts';

export const ListAuditEvents = z.object({
  from: periodStart.optional(),
  to: periodEnd.optional(),
  category: commaList(auditCategories).optional(),
  operation: commaList(auditOperations).optional(),
  result: commaList(['Successful', 'Failed']).optional(),
  side: commaList(sides).optional(),
  userTenantId: Guid.optional(),
});

/** What changed may be all rooms of a scope, twice: a page of 200 such events would have 30 MB. */
const mostBytesPerPage = 1024 * 1024;

/** What was done at the customer and by whom, newest first (R92, R93). */
export async function listAuditEvents(
  { from, to, category, operation, result, side, userTenantId }: z.output<typeof ListAuditEvents>,
  context: CustomerContext,
): Promise<ListPage<z.output<typeof AuditEventOutput>>> {
  expectAskable({ from, to }, ['from', 'to'], context.now);
  const oneOf = (member: string, values: readonly string[] | undefined): Condition[] =>
    values ? [{ member, oneOf: values }] : [];
  const where: Condition[] = [
    ...withinPeriod({ from, to }),
    ...oneOf('activity.category', category),
    ...oneOf('activity.operation', operation),
    ...oneOf('activity.resultStatus', result),
    ...oneOf('side', side),
    ...oneOf('user.userTenantId', userTenantId === undefined ? undefined : [userTenantId]),
  ];
  const order = { newestFirst: true, mostBytes: mostBytesPerPage };
  return listPage(context.customer, AuditEvent, context, where, order);
}
