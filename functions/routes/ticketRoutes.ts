import { addTicketMessage, AddTicketMessage } from '../../shared/domain/tickets/addTicketMessage.ts';
import { changeTicket, ChangeTicket } from '../../shared/domain/tickets/changeTicket.ts';
import { closeTicket, CloseTicket } from '../../shared/domain/tickets/closeTicket.ts';
import { createTicket, CreateTicket } from '../../shared/domain/tickets/createTicket.ts';
import { getTicket } from '../../shared/domain/tickets/getTicket.ts';
import { listTickets, ListTickets } from '../../shared/domain/tickets/listTickets.ts';
import { TicketMessage, TicketOutput } from '../../shared/domain/tickets/ticket.ts';
import { route, type Route } from '../http/route.ts';

const sides = [
  { audience: 'customer', base: 'customer', of: '' },
  { audience: 'customerOfPartner', base: 'partner/customers/{customerId}', of: 'Customer' },
] as const;

/** Incidents in rooms, of both sides (R51, R52). */
export const ticketRoutes: readonly Route[] = sides.flatMap(({ audience, base, of }) => [
  route({
    kind: 'list',
    name: `list${of}Tickets`,
    summary: 'Lists the tickets with a room in reach, each with those of its rooms.',
    method: 'GET',
    path: `${base}/tickets`,
    audience,
    may: 'tickets.view',
    query: ListTickets,
    output: TicketOutput,
    run: listTickets,
  }),
  route({
    kind: 'query',
    name: `get${of}Ticket`,
    summary: 'Reads one ticket with a room in reach.',
    method: 'GET',
    path: `${base}/tickets/{ticketId}`,
    audience,
    may: 'tickets.view',
    output: TicketOutput,
    run: getTicket,
  }),
  route({
    kind: 'mutation',
    name: `create${of}Ticket`,
    summary: 'Records an issue with rooms in reach.',
    method: 'POST',
    path: `${base}/tickets`,
    audience,
    may: 'reports.createCustomerIncident',
    body: CreateTicket,
    output: TicketOutput,
    status: 201,
    refusals: ['roomUnknown'],
    audit: ['Ticket', 'Create'],
    run: createTicket,
  }),
  route({
    kind: 'mutation',
    name: `change${of}Ticket`,
    summary: 'Changes severity and state of a ticket that stays open.',
    method: 'PATCH',
    path: `${base}/tickets/{ticketId}`,
    audience,
    may: 'tickets.update',
    body: ChangeTicket,
    output: TicketOutput,
    status: 200,
    refusals: ['scopeTooNarrow', 'ticketResolved'],
    audit: ['Ticket', 'Update'],
    changeKind: 'tickets.update',
    run: changeTicket,
  }),
  route({
    kind: 'mutation',
    name: `add${of}TicketMessage`,
    summary: 'Writes a message on a ticket, for both sides to read.',
    method: 'POST',
    path: `${base}/tickets/{ticketId}/messages`,
    audience,
    may: 'tickets.update',
    body: AddTicketMessage,
    output: TicketMessage,
    status: 201,
    refusals: ['scopeTooNarrow', 'ticketResolved'],
    audit: ['Ticket', 'Update'],
    run: addTicketMessage,
  }),
  route({
    kind: 'mutation',
    name: `close${of}Ticket`,
    summary: 'Closes a ticket that people reported.',
    method: 'POST',
    path: `${base}/tickets/{ticketId}/close`,
    audience,
    may: 'tickets.update',
    body: CloseTicket,
    output: TicketOutput,
    status: 200,
    refusals: ['scopeTooNarrow', 'ticketResolved', 'ticketNotClosable'],
    audit: ['Ticket', 'Update'],
    changeKind: 'tickets.update',
    run: closeTicket,
  }),
]);
