import { z } from 'zod';
import { commaList } from '../commaList.ts';
import { Guid } from '../ids.ts';
import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import type { Condition } from '../store.ts';
import { AuditEvent, auditCategories, auditOperations, sides, type AuditEventOutput } from './auditEvent.ts';
import { periodEnd, periodStart } from '../period.ts';

export const ListAuditEvents = z.object({
  from: periodStart.optional(),
  to: periodEnd.optional(),
  category: commaList(auditCategories).optional(),
  operation: commaList(auditOperations).optional(),
  result: commaList(['Successful', 'Failed']).optional(),
  side: commaList(sides).optional(),
  userTenantId: Guid.optional(),
});

/** What was done at the customer and by whom, newest first (R92, R93). */
export async function listAuditEvents(
  { from, to, category, operation, result, side, userTenantId }: z.output<typeof ListAuditEvents>,
  context: CustomerContext,
): Promise<ListPage<z.output<typeof AuditEventOutput>>> {
  const oneOf = (member: string, values: readonly string[] | undefined): Condition[] =>
    values ? [{ member, oneOf: values }] : [];
  const where: Condition[] = [
    ...(from === undefined ? [] : [{ member: 'creationTime', atLeast: from }]),
    ...(to === undefined ? [] : [{ member: 'creationTime', atMost: to }]),
    ...oneOf('activity.category', category),
    ...oneOf('activity.operation', operation),
    ...oneOf('activity.resultStatus', result),
    ...oneOf('side', side),
    ...oneOf('user.userTenantId', userTenantId === undefined ? undefined : [userTenantId]),
  ];
  return listPage(context.customer, AuditEvent, context, where, { newestFirst: true });
}
