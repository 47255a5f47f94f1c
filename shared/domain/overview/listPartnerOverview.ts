import { grantOf, grantOn, reachOf } from '../access/prepareAccess.ts';
import { candidates, inGrowingBatches } from '../acrossCustomers/candidates.ts';
import { completenessOf } from '../acrossCustomers/completeness.ts';
import { customersInReach, type CustomerInReach } from '../acrossCustomers/customersInReach.ts';
import { readApart } from '../acrossCustomers/readApart.ts';
import type { ListPage, TenantContext } from '../operation.ts';
import { reachConditions } from '../rooms/reachConditions.ts';
import { Room } from '../rooms/room.ts';
import type { Store } from '../store.ts';
import { openTicketStates, Ticket } from '../tickets/ticket.ts';
import { ticketReachConditions, visibleRoomIds } from '../tickets/ticketReach.ts';
import { ticketReaches } from '../tickets/ticketReaches.ts';
import type { CustomerOverview } from './customerOverview.ts';

const RoomRow = Room.pick({ id: true, type: true, roomGroupIds: true, health: true });
const TicketRow = Ticket.pick({ id: true, type: true, roomIds: true, severity: true });

/** Per customer the rooms in reach by health and the open tickets by severity; customers in the order of their ids. */
export async function listPartnerOverview(_: object, context: TenantContext): Promise<ListPage<CustomerOverview>> {
  const { page, store } = context;
  const { top, after } = page;
  const failures = new Map<string, string>();
  const inReach: CustomerInReach[] = [];
  for await (const ids of inGrowingBatches(candidates(context, { from: after }))) {
    const others = ids.filter((customerId) => customerId !== after);
    inReach.push(...(await customersInReach(context, others, ['rooms.view', 'tickets.view'], failures)));
    if (inReach.length > top) break;
  }
  inReach.sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
  const customers = inReach.slice(0, top);
  const last = inReach.length > top ? customers.at(-1)?.customerId : undefined;

  const [rooms, openTickets] = await Promise.all([
    roomCounts(store, customers, failures),
    openTicketCounts(store, customers, failures),
  ]);
  const readable = customers.filter(({ customerId }) => rooms.has(customerId) && openTickets.has(customerId));
  const failedHere = [...failures.keys()].filter((customerId) => last === undefined || customerId <= last);
  return {
    rows: readable.map(({ customerId, customerDisplayName }) => ({
      customerId,
      customerDisplayName,
      ...rooms.get(customerId),
      ...openTickets.get(customerId),
    })),
    ...(last === undefined ? {} : { next: last }),
    completeness: completenessOf(new Set([...customers.map(({ customerId }) => customerId), ...failedHere]), failures),
  };
}

/** By customer; nothing of one that can't be read, and an empty part of one where the permission is not held. */
type Part<Name extends 'rooms' | 'openTickets'> = Map<string, Pick<CustomerOverview, Name>>;

async function roomCounts(
  store: Store,
  customers: readonly CustomerInReach[],
  failures: Map<string, string>,
): Promise<Part<'rooms'>> {
  const counts: Part<'rooms'> = new Map(customers.map(({ customerId }) => [customerId, {}]));
  const holders = customers.filter(({ access }) => grantOf(access, 'rooms.view'));
  const asked = holders.map(({ customerId, access }) => ({
    customerId,
    where: reachConditions(reachOf(access, 'rooms.view')),
  }));
  const { found, failed } = await readApart(asked, (parts) => store.allAcross(RoomRow, parts, []));
  const roomsOf = Map.groupBy(found, ({ tenantId }) => tenantId);
  for (const { customerId, access } of holders) {
    const rooms = (roomsOf.get(customerId) ?? []).filter((room) => grantOn(access, 'rooms.view', room));
    const those = (health: (typeof rooms)[number]['health']) => rooms.filter((room) => room.health === health).length;
    counts.set(customerId, {
      rooms: {
        total: rooms.length,
        healthy: those('healthy'),
        unhealthy: those('unhealthy'),
        disconnected: those('disconnected'),
      },
    });
  }
  return leaveOut(counts, failed, failures);
}

async function openTicketCounts(
  store: Store,
  customers: readonly CustomerInReach[],
  failures: Map<string, string>,
): Promise<Part<'openTickets'>> {
  const counts: Part<'openTickets'> = new Map(customers.map(({ customerId }) => [customerId, {}]));
  const holders = customers.filter(({ access }) => grantOf(access, 'tickets.view'));
  const unreadable = new Map<string, string>();
  const reaches = await ticketReaches(store, holders, 'tickets.view', unreadable);
  const asked = [...reaches].map(([customerId, reach]) => ({ customerId, where: ticketReachConditions(reach) }));
  const open = [{ member: 'state', oneOf: openTicketStates }];
  const { found, failed } = await readApart(asked, (parts) => store.allAcross(TicketRow, parts, open));
  const ticketsOf = Map.groupBy(found, ({ tenantId }) => tenantId);
  for (const [customerId, reach] of reaches) {
    const tickets = (ticketsOf.get(customerId) ?? []).filter(
      ({ roomIds }) => visibleRoomIds(roomIds, reach).length > 0,
    );
    const those = (severity: (typeof tickets)[number]['severity']) =>
      tickets.filter((ticket) => ticket.severity === severity).length;
    counts.set(customerId, { openTickets: { important: those('important'), warning: those('warning') } });
  }
  return leaveOut(counts, new Map([...unreadable, ...failed]), failures);
}

/** Of a customer that can't be read nothing is told, rather than numbers too small. */
function leaveOut<Counts>(
  counts: Map<string, Counts>,
  failed: ReadonlyMap<string, string>,
  failures: Map<string, string>,
): Map<string, Counts> {
  for (const [customerId, code] of failed) {
    counts.delete(customerId);
    failures.set(customerId, code);
  }
  return counts;
}
