import { z } from 'zod';
import { unchanged, type Change, type CustomerContext } from '../operation.ts';
import { Room } from '../rooms/room.ts';
import { openTicketToChange } from './openTicket.ts';
import { roomTroubles, troubleOf } from './roomTroubles.ts';
import {
  changedTicket,
  openTicketStates,
  ticketOutput,
  ticketRecord,
  TicketSeverity,
  type TicketOutput,
} from './ticket.ts';

export const ChangeTicket = z.strictObject({
  severity: TicketSeverity.optional(),
  state: z.enum(openTicketStates).optional(),
});

/** Changes severity and state of a ticket that stays open (R52). */
export async function changeTicket(
  { ticketId, severity, state }: z.output<typeof ChangeTicket> & { ticketId: string },
  context: CustomerContext,
): Promise<Change<TicketOutput>> {
  const { ticket, grant } = await openTicketToChange(context, ticketId, { versioned: true });
  const change = { severity: severity ?? ticket.severity, state: state ?? ticket.state };
  if (change.severity === ticket.severity && change.state === ticket.state) return unchanged(ticketOutput(ticket));
  const next = changedTicket(ticket, change, context.now);
  const rooms = troubleOf(next) === troubleOf(ticket) ? [] : await context.customer.readMany(Room, ticket.roomIds);
  return {
    answer: ticketOutput(next),
    writes: [{ replace: next }, ...roomTroubles(rooms, ticket, next)],
    records: [ticketRecord('Update', ticket, next)],
    grant,
  };
}
