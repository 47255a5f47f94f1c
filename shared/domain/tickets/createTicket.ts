import { z } from 'zod';
import { grantOn } from '../access/prepareAccess.ts';
import { newId } from '../ids.ts';
import { notify } from '../notifications/notification.ts';
import type { Change, CustomerContext } from '../operation.ts';
import { personOf } from '../people.ts';
import { Refusal } from '../refusal.ts';
import { Room } from '../rooms/room.ts';
import { AnyId, Description, Name } from '../text.ts';
import { roomTroubles } from './roomTroubles.ts';
import { Ticket, ticketOutput, ticketRecord, ticketSortKey, type TicketOutput } from './ticket.ts';
import { nextTicketNumber, ticketCounterId } from './ticketCounter.ts';

/** A ticket and all of its rooms change in one batch, which bounds how many there are. */
const mostRooms = 50;

export const CreateTicket = z.strictObject({
  title: Name,
  description: Description,
  roomIds: z
    .array(AnyId)
    .min(1)
    .max(mostRooms)
    .transform((ids) => [...new Set(ids)]),
  highImpact: z.boolean(),
});

/** Records an issue with rooms that are all in reach, each through any assignment (R51). */
export async function createTicket(
  { title, description, roomIds, highImpact }: z.output<typeof CreateTicket>,
  { customer, access, actor, now }: CustomerContext,
): Promise<Change<TicketOutput>> {
  await customer.prefetch([...roomIds, ticketCounterId]);
  const rooms = await customer.readMany(Room, roomIds);
  const grants = rooms.map((room) => grantOn(access, 'reports.createCustomerIncident', room));
  const [grant] = grants;
  if (rooms.length < roomIds.length || !grant || grants.some((one) => !one)) {
    throw new Refusal('roomUnknown', 'At least one of these rooms is not there, or not for you.');
  }
  const { number, write } = await nextTicketNumber(customer);
  const id = newId('ticket', now);
  const ticket: Ticket = {
    id,
    type: 'ticket',
    about: 'reported',
    number,
    title,
    description,
    severity: highImpact ? 'important' : 'warning',
    state: 'needsAction',
    source: 'reported',
    roomIds,
    highImpact,
    messages: [],
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    createdBy: personOf(actor),
    sortKey: ticketSortKey(id, now),
  };
  return {
    answer: ticketOutput(ticket),
    writes: [{ create: ticket }, write, ...roomTroubles(rooms, undefined, ticket), notify('ticketOpened', now, ticket)],
    records: [ticketRecord('Create', undefined, ticket)],
    grant,
  };
}
