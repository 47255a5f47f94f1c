import { z } from 'zod';
import { commaList } from '../commaList.ts';
import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import type { Condition } from '../store.ts';
import { AnyId } from '../text.ts';
import { Ticket, ticketOutput, ticketSeverities, ticketSources, ticketStates, type TicketOutput } from './ticket.ts';
import { ticketReach, ticketReachConditions, visibleRoomIds } from './ticketReach.ts';

export const ListTickets = z.object({
  state: commaList(ticketStates).optional(),
  severity: commaList(ticketSeverities).optional(),
  source: commaList(ticketSources).optional(),
  roomId: AnyId.optional(),
  orderBy: z.enum(['updatedAt', '-updatedAt']).optional(),
});

/** The tickets with a room in reach, each with those of its rooms only (R52). */
export async function listTickets(
  { roomId, orderBy, ...filters }: z.output<typeof ListTickets>,
  context: CustomerContext,
): Promise<ListPage<TicketOutput>> {
  const reach = await ticketReach(context, 'tickets.view');
  // To be found by a room out of reach would tell that the ticket names it.
  if (reach !== 'all' && (reach.size === 0 || (roomId !== undefined && !reach.has(roomId)))) return { rows: [] };
  const where = [
    ...(roomId === undefined ? ticketReachConditions(reach) : [{ member: 'roomIds', includesAnyOf: [roomId] }]),
    ...ticketConditions(filters),
  ];
  const order = { byKey: orderBy !== undefined, newestFirst: orderBy === '-updatedAt' };
  const page = await listPage(context.customer, Ticket, context, where, order);
  return {
    ...page,
    rows: page.rows.flatMap((ticket) => {
      const roomIds = visibleRoomIds(ticket.roomIds, reach);
      return roomIds.length === 0 ? [] : [ticketOutput(ticket, roomIds)];
    }),
  };
}

/** The conditions of the filters that say nothing of rooms. */
export const ticketConditions = ({
  state,
  severity,
  source,
}: Pick<z.output<typeof ListTickets>, 'state' | 'severity' | 'source'>): Condition[] => [
  ...(state ? [{ member: 'state', oneOf: state }] : []),
  ...(severity ? [{ member: 'severity', oneOf: severity }] : []),
  ...(source ? [{ member: 'source', oneOf: source }] : []),
];
