import { z } from 'zod';
import type { Partition, Write } from '../store.ts';

export const ticketCounterId = 'ticketCounter';

/** The number of the customer's newest ticket. It is changed in the batch of the ticket: no number comes twice or is left out. */
const TicketCounter = z.object({ id: z.literal(ticketCounterId), type: z.literal('ticketCounter'), last: z.int() });

/** The number of the ticket that comes next, and the write that takes it. */
export async function nextTicketNumber(customer: Partition): Promise<{ number: number; write: Write }> {
  const counter = await customer.read(TicketCounter, ticketCounterId);
  const number = (counter?.last ?? 0) + 1;
  return {
    number,
    write: counter
      ? { replace: { ...counter, last: number } }
      : { create: { id: ticketCounterId, type: 'ticketCounter', last: number } },
  };
}
