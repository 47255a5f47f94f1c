import { AuditEventOutput } from '../../shared/domain/auditEvents/auditEvent.ts';
import {
  AuditEventsCsv,
  ExportAuditEvents,
  exportAuditEvents,
} from '../../shared/domain/auditEvents/exportAuditEvents.ts';
import { ListAuditEvents, listAuditEvents } from '../../shared/domain/auditEvents/listAuditEvents.ts';
import { AuditEventProof, getAuditEventProof } from '../../shared/domain/auditSeals/getAuditEventProof.ts';
import {
  AuditLogVerification,
  VerifyAuditEvents,
  verifyAuditEvents,
} from '../../shared/domain/auditSeals/verifyAuditEvents.ts';
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
  route({
    kind: 'parts',
    name: 'verifyAuditEvents',
    summary: 'Holds the audit log of a period against its seals: whole, or the first thing that is not.',
    method: 'GET',
    path: 'customer/auditEvents/verify',
    audience: 'customer',
    may: 'administrator',
    query: VerifyAuditEvents,
    output: AuditLogVerification,
    refusals: ['auditRangeTooLong'],
    run: verifyAuditEvents,
  }),
  route({
    kind: 'query',
    name: 'getAuditEventProof',
    summary: 'Reads what a third party needs to check one event; 404 until it is sealed, within minutes.',
    method: 'GET',
    path: 'customer/auditEvents/{eventId}/proof',
    audience: 'customer',
    may: 'administrator',
    output: AuditEventProof,
    run: getAuditEventProof,
  }),
];
