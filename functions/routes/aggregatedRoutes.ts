import { CustomerOverview } from '../../shared/domain/overview/customerOverview.ts';
import { listPartnerOverview } from '../../shared/domain/overview/listPartnerOverview.ts';
import { listPartnerRooms, ListPartnerRooms, PartnerRoom } from '../../shared/domain/rooms/listPartnerRooms.ts';
import {
  listPartnerTickets,
  ListPartnerTickets,
  PartnerTicket,
} from '../../shared/domain/tickets/listPartnerTickets.ts';
import { route, type Route } from '../http/route.ts';

/** What a partner sees over all of its customers. */
export const aggregatedRoutes: readonly Route[] = [
  route({
    kind: 'list',
    name: 'listPartnerRooms',
    summary: 'The rooms in reach of all customers.',
    method: 'GET',
    path: 'partner/rooms',
    audience: 'partner',
    may: 'anyone',
    acrossCustomers: true,
    query: ListPartnerRooms,
    output: PartnerRoom,
    run: listPartnerRooms,
  }),
  route({
    kind: 'list',
    name: 'listPartnerTickets',
    summary: 'The tickets of all customers with a room in reach, while the caller wants to see them in one list.',
    method: 'GET',
    path: 'partner/tickets',
    audience: 'partner',
    may: 'anyone',
    acrossCustomers: true,
    query: ListPartnerTickets,
    output: PartnerTicket,
    refusals: ['allTicketsViewDisabled'],
    run: listPartnerTickets,
  }),
  route({
    kind: 'list',
    name: 'listPartnerOverview',
    summary: 'Per customer the rooms in reach by health, and the open tickets by severity.',
    method: 'GET',
    path: 'partner/overview',
    audience: 'partner',
    may: 'anyone',
    acrossCustomers: true,
    output: CustomerOverview,
    run: listPartnerOverview,
  }),
];
