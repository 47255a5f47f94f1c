import type { CustomerContext } from '../operation.ts';
import { openTicket } from './openTicket.ts';
import { ticketOutput, type TicketOutput } from './ticket.ts';

/** One ticket with a room in reach (R52). */
export async function getTicket({ ticketId }: { ticketId: string }, context: CustomerContext): Promise<TicketOutput> {
  const { ticket, roomIds } = await openTicket(context, 'tickets.view', ticketId);
  return ticketOutput(ticket, roomIds);
}
