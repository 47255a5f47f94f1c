import { RecordedSignals, recordSignals, RecordSignals } from '../../shared/domain/signals/recordSignals.ts';
import { route, type Route } from '../http/route.ts';

/** What monitoring tells of rooms (R50). */
export const signalRoutes: readonly Route[] = [
  route({
    kind: 'mutation',
    name: 'recordSignals',
    summary: 'Records what monitoring saw in rooms of a tenant; each signal by itself.',
    method: 'POST',
    path: 'platform/tenants/{tenantId}/signals',
    audience: 'monitor',
    may: 'anyone',
    body: RecordSignals,
    output: RecordedSignals,
    status: 200,
    audit: ['Ticket', 'Update'],
    run: recordSignals,
  }),
];
