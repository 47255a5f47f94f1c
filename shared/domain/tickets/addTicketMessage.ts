import { z } from 'zod';
import { newId } from '../ids.ts';
import type { Change, CustomerContext } from '../operation.ts';
import { personOf } from '../people.ts';
import { Refusal } from '../refusal.ts';
import { Message } from '../text.ts';
import { openTicketToChange } from './openTicket.ts';
import { changedTicket, type Ticket, type TicketMessage } from './ticket.ts';

/** A ticket, and an answer that is kept with it under an Idempotency-Key, fit one batch of the store, which takes 2 MB. */
const maxBytes = 150_000;

export const AddTicketMessage = z.strictObject({ text: Message });

/** Writes on a ticket. Both sides read it; it is never held back (R63). */
export async function addTicketMessage(
  { ticketId, text }: z.output<typeof AddTicketMessage> & { ticketId: string },
  context: CustomerContext,
): Promise<Change<TicketMessage>> {
  const { actor, now } = context;
  const { ticket, grant } = await openTicketToChange(context, ticketId, { versioned: false });
  const side = context.side === 'partner' ? 'partner' : 'customer';
  const message = { id: newId('ticketMessage', now), text, by: personOf(actor), side, at: now.toISOString() } as const;
  const next = changedTicket(ticket, { messages: [...ticket.messages, message] }, now);
  expectSpace(next);
  return {
    answer: message,
    writes: [{ replace: next }],
    records: [
      {
        category: 'Ticket',
        operation: 'Update',
        objectId: ticketId,
        objectName: ticket.title,
        changes: [{ path: `/messages/${message.id}`, to: text }],
      },
    ],
    grant,
  };
}

function expectSpace(ticket: Ticket): void {
  if (new TextEncoder().encode(JSON.stringify(ticket)).length > maxBytes) {
    throw new Refusal('invalidRequest', `A ticket holds ${maxBytes} bytes of messages; go on in a new one.`);
  }
}
