import { z } from 'zod';
import type { CustomerContext, Part } from '../operation.ts';
import { periodEnd, periodStart } from '../period.ts';
import { AuditEvent } from './auditEvent.ts';
import { expectAskable, withinPeriod } from './auditPeriod.ts';
import { csvLine } from './csv.ts';

export const ExportAuditEvents = z.object({ startDate: periodStart.optional(), endDate: periodEnd.optional() });

/** What changed is not in the CSV, and may be large. */
const ExportedEvent = AuditEvent.omit({ changes: true });

/** The columns, in their order (R92, api.md "CSV"). */
const columns: readonly (readonly [name: string, (event: z.output<typeof ExportedEvent>) => string | undefined])[] = [
  ['activity.category', ({ activity }) => activity.category],
  ['activity.objectName', ({ activity }) => activity.objectName],
  ['activity.operation', ({ activity }) => activity.operation],
  ['activity.resultStatus', ({ activity }) => activity.resultStatus],
  ['activity.tenantId', ({ activity }) => activity.tenantId],
  ['creationTime', ({ creationTime }) => creationTime],
  ['user.userId', ({ user }) => user.userId],
  ['user.userTenantId', ({ user }) => user.userTenantId],
  ['side', ({ side }) => side],
  ['activity.objectId', ({ activity }) => activity.objectId],
  ['requestId', ({ requestId }) => requestId],
  ['through.roleId', ({ through }) => through?.roleId],
  ['through.assignmentId', ({ through }) => through?.assignmentId],
  ['error', ({ error }) => error?.code],
  ['id', ({ id }) => id],
];
const head = csvLine(columns.map(([name]) => name));

export const AuditEventsCsv = z.string().meta({ title: 'AuditEventsCsv', examples: [head] });

/** A part ends with the event that reaches one of these: an answer is made whole in memory before it is sent. */
const mostEvents = 100_000;
const mostBytes = 32 * 1024 * 1024;
const eventsPerRead = 2_000;

/** The log of a period as CSV, newest first; each part is a file of its own, with the names of the columns (R92). */
export async function exportAuditEvents(
  { startDate, endDate }: z.output<typeof ExportAuditEvents>,
  { customer, page, now }: CustomerContext,
): Promise<Part<string>> {
  expectAskable({ from: startDate, to: endDate }, ['startDate', 'endDate'], now);
  const where = withinPeriod({ from: startDate, to: endDate });
  const texts = [head];
  let [events, bytes, after] = [0, 0, page.after];
  for (;;) {
    const order = { orderBy: 'id', descending: true } as const;
    const rows = await customer.list(ExportedEvent, {
      where,
      ...order,
      ...(after ? { after } : {}),
      top: eventsPerRead,
    });
    for (const event of rows) {
      if (after !== undefined && (events >= mostEvents || bytes >= mostBytes))
        return { answer: texts.join(''), next: after };
      const line = csvLine(columns.map(([, cellOf]) => cellOf(event) ?? ''));
      texts.push(line);
      events += 1;
      bytes += Buffer.byteLength(line);
      after = event.id;
    }
    if (rows.length < eventsPerRead) return { answer: texts.join('') };
  }
}
