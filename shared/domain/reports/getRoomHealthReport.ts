import { z } from 'zod';
import { grantOn, grantOverAllRooms, reachOf } from '../access/prepareAccess.ts';
import type { CustomerContext } from '../operation.ts';
import { periodEnd, periodStart } from '../period.ts';
import { Refusal } from '../refusal.ts';
import { reachConditions } from '../rooms/reachConditions.ts';
import { Room } from '../rooms/room.ts';
import { openTicketStates, Ticket } from '../tickets/ticket.ts';
import { ticketReachConditions, visibleRoomIds, type TicketReach } from '../tickets/ticketReach.ts';
import { incidentFigures, tally, type RoomHealthReport } from './roomHealthReport.ts';

const defaultDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

export const GetRoomHealthReport = z.object({ from: periodStart.optional(), to: periodEnd.optional() });

const RoomRow = Room.pick({ id: true, type: true, roomGroupIds: true, health: true });
const TicketRow = Ticket.pick({
  id: true,
  type: true,
  roomIds: true,
  severity: true,
  about: true,
  createdAt: true,
  closedAt: true,
});

/** How the rooms in reach are now, and what incidents they had in a period; by default the last 30 days. */
export async function getRoomHealthReport(
  input: z.output<typeof GetRoomHealthReport>,
  { customer, access, now }: CustomerContext,
): Promise<RoomHealthReport> {
  const { to = now.toISOString() } = input;
  const { from = new Date(Date.parse(to) - defaultDays * dayMs).toISOString() } = input;
  if (from > to) throw new Refusal('invalidRequest', 'A period begins before it ends.');
  const found = await customer.all(RoomRow, reachConditions(reachOf(access, 'reports.view')));
  const rooms = found.filter((room) => grantOn(access, 'reports.view', room));
  const reach: TicketReach = grantOverAllRooms(access, 'reports.view') ? 'all' : new Set(rooms.map(({ id }) => id));
  const tickets = await customer.all(TicketRow, [
    ...ticketReachConditions(reach),
    { member: 'createdAt', atMost: to },
    // Opened in the period, or still open at its end.
    {
      anyOf: [
        { member: 'createdAt', atLeast: from },
        { member: 'state', oneOf: openTicketStates },
        { member: 'closedAt', atLeast: to },
      ],
    },
  ]);
  const counted = tickets.filter(({ roomIds }) => visibleRoomIds(roomIds, reach).length > 0);
  return {
    from,
    to,
    rooms: {
      total: rooms.length,
      ...{ healthy: 0, unhealthy: 0, disconnected: 0 },
      ...tally(rooms, ({ health }) => health),
    },
    ...incidentFigures(counted, { from, to }),
  };
}
