import { AuditEventOutput } from '../../shared/domain/auditEvents/auditEvent.ts';
import {
  AuditEventsCsv,
  ExportAuditEvents,
  exportAuditEvents,
} from '../../shared/domain/auditEvents/exportAuditEvents.ts';
import { ListAuditEvents, listAuditEvents } from '../../shared/domain/auditEvents/listAuditEvents.ts';
import { route } from '../http/route.ts';

/** The customer's audit log. */
export const auditRoutes = [
  route({
    kind: 'list',
    name: 'listAuditEvents',
    summary: 'Lists what was done at the customer, newest first.',
    method: 'GET',
    path: 'customer/auditEvents',
    audience: 'customer',
    may: 'administrator',
    query: ListAuditEvents,
    output: AuditEventOutput,
    refusals: ['auditRangeTooLong'],
    run: listAuditEvents,
  }),
  route({
    kind: 'parts',
    name: 'exportAuditEvents',
    summary: 'Downloads the audit log of a period as CSV, newest first, at most 100,000 events at a time.',
    method: 'GET',
    path: 'customer/auditEvents/export',
    audience: 'customer',
    may: 'administrator',
    query: ExportAuditEvents,
    output: AuditEventsCsv,
    produces: 'text/csv',
    refusals: ['auditRangeTooLong'],
    run: exportAuditEvents,
  }),
];
