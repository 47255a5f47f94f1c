import { z } from 'zod';
import { notify } from '../notifications/notification.ts';
import type { Change, CustomerContext } from '../operation.ts';
import { personOf } from '../people.ts';
import { Refusal } from '../refusal.ts';
import { Room } from '../rooms/room.ts';
import { Reason } from '../text.ts';
import { openTicketToChange } from './openTicket.ts';
import { roomTroubles } from './roomTroubles.ts';
import { changedTicket, ticketOutput, ticketRecord, type TicketOutput } from './ticket.ts';

export const CloseTicket = z.strictObject({ reason: Reason });

/** Resolves a ticket that people reported; what monitoring opened it closes itself (R50). */
export async function closeTicket(
  { ticketId, reason }: z.output<typeof CloseTicket> & { ticketId: string },
  context: CustomerContext,
): Promise<Change<TicketOutput>> {
  const { customer, actor, now } = context;
  const { ticket, grant } = await openTicketToChange(context, ticketId, { versioned: false });
  if (ticket.source !== 'reported') {
    throw new Refusal('ticketNotClosable', 'What monitoring has opened is resolved by monitoring.');
  }
  const closing = {
    state: 'resolved',
    closeReason: reason,
    closedBy: personOf(actor),
    closedAt: now.toISOString(),
  } as const;
  const next = changedTicket(ticket, closing, now);
  const rooms = await customer.readMany(Room, ticket.roomIds);
  return {
    answer: ticketOutput(next),
    writes: [{ replace: next }, ...roomTroubles(rooms, ticket, next), notify('ticketClosed', now, next)],
    records: [ticketRecord('Update', ticket, next)],
    grant,
  };
}
