import { getRoomHealthReport, GetRoomHealthReport } from '../../shared/domain/reports/getRoomHealthReport.ts';
import { RoomHealthReport } from '../../shared/domain/reports/roomHealthReport.ts';
import { route, type Route } from '../http/route.ts';

const sides = [
  { audience: 'customer', base: 'customer', of: '' },
  { audience: 'customerOfPartner', base: 'partner/customers/{customerId}', of: 'Customer' },
] as const;

/** Reports over the rooms in reach, of both sides. */
export const reportRoutes: readonly Route[] = sides.map(({ audience, base, of }) =>
  route({
    kind: 'query',
    name: `get${of}RoomHealthReport`,
    summary: 'Counts the rooms in reach by health, and their incidents of a period.',
    method: 'GET',
    path: `${base}/reports/roomHealth`,
    audience,
    may: 'reports.view',
    query: GetRoomHealthReport,
    output: RoomHealthReport,
    run: getRoomHealthReport,
  }),
);
