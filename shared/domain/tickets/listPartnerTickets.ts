import type { z } from 'zod';
import { listAcrossCustomers, ofCustomer } from '../acrossCustomers/listAcrossCustomers.ts';
import type { ListPage, TenantContext } from '../operation.ts';
import { preferencesOf } from '../preferences/preferences.ts';
import { Refusal } from '../refusal.ts';
import { AnyId } from '../text.ts';
import { ListTickets, ticketConditions } from './listTickets.ts';
import { Ticket, ticketOutput, TicketOutput } from './ticket.ts';
import { ticketReachConditions, visibleRoomIds } from './ticketReach.ts';
import { ticketReaches } from './ticketReaches.ts';

export const ListPartnerTickets = ListTickets.extend({ customerId: AnyId.optional() });

export const PartnerTicket = TicketOutput.extend(ofCustomer);
export type PartnerTicket = z.output<typeof PartnerTicket>;

/**
 * The tickets with a room in reach of all customers of the partner (R52, R71), for whoever wants them (R72).
 * @throws Refusal `allTicketsViewDisabled`
 */
export async function listPartnerTickets(
  { customerId, roomId, orderBy, ...filters }: z.output<typeof ListPartnerTickets>,
  context: TenantContext,
): Promise<ListPage<PartnerTicket>> {
  const { allTicketsView } = await preferencesOf(context);
  if (!allTicketsView) {
    throw new Refusal('allTicketsViewDisabled', 'Turn on `allTicketsView` in your preferences to see this list.');
  }
  const list = {
    schema: Ticket,
    permission: 'tickets.view',
    customerId,
    where: [
      ...ticketConditions(filters),
      ...(roomId === undefined ? [] : [{ member: 'roomIds', includesAnyOf: [roomId] }]),
    ],
    order: orderBy && (orderBy === 'updatedAt' ? 'ascending' : 'descending'),
  } as const;
  return listAcrossCustomers(context, list, async (customers, failures) => {
    const reaches = await ticketReaches(context.store, customers, 'tickets.view', failures);
    return customers.flatMap((customer) => {
      const reach = reaches.get(customer.customerId);
      if (reach === undefined) return [];
      // To be found by a room out of reach would tell that the ticket names it.
      if (reach !== 'all' && (reach.size === 0 || (roomId !== undefined && !reach.has(roomId)))) return [];
      return {
        customer,
        where: roomId === undefined ? ticketReachConditions(reach) : [],
        show: (ticket) => {
          const roomIds = visibleRoomIds(ticket.roomIds, reach);
          return roomIds.length === 0 ? undefined : ticketOutput(ticket, roomIds);
        },
      };
    });
  });
}
