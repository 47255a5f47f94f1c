import { AuditEventOutput } from '../../shared/domain/auditEvents/auditEvent.ts';
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
    run: listAuditEvents,
  }),
];
