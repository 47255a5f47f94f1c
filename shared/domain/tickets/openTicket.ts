import { grantOn, grantOverAllRooms, type Grant } from '../access/prepareAccess.ts';
import { expectVersion, type CustomerContext } from '../operation.ts';
import type { Permission } from '../permissions.ts';
import { notFound, Refusal } from '../refusal.ts';
import { Room } from '../rooms/room.ts';
import type { Stored } from '../store.ts';
import { Ticket, ticketTag } from './ticket.ts';

type Reach = Pick<CustomerContext, 'customer' | 'access'>;

/** A ticket with at least one room in reach. */
interface OpenedTicket {
  readonly ticket: Stored<Ticket>;
  /** Its rooms in reach, in its order: the others do not exist for the caller (R52). */
  readonly roomIds: readonly string[];
  readonly grant: Grant;
}

/**
 * A ticket that is visible by the permission.
 * @throws Refusal `notFound` when it is not there, or none of its rooms is in reach (R52)
 */
export async function openTicket(
  { customer, access }: Reach,
  permission: Permission,
  ticketId: string,
): Promise<OpenedTicket> {
  const ticket = await customer.read(Ticket, ticketId);
  if (!ticket) throw notFound();
  const whole = grantOverAllRooms(access, permission);
  if (whole) return { ticket, roomIds: ticket.roomIds, grant: whole };
  const inReach = (await customer.readMany(Room, ticket.roomIds)).flatMap((room) => {
    const grant = grantOn(access, permission, room);
    return grant ? [{ id: room.id, grant }] : [];
  });
  const [first] = inReach;
  if (!first) throw notFound();
  return { ticket, roomIds: inReach.map(({ id }) => id), grant: first.grant };
}

/**
 * A ticket that the caller may change: all of its rooms are in reach, and it is not resolved.
 * @param versioned whether the client may say which version it has seen
 * @throws Refusal `notFound`, `etagMismatch`, `ticketResolved`, `scopeTooNarrow`
 */
export async function openTicketToChange(
  context: CustomerContext,
  ticketId: string,
  { versioned }: { versioned: boolean },
): Promise<OpenedTicket> {
  const opened = await openTicket(context, 'tickets.update', ticketId);
  const { ticket, roomIds } = opened;
  if (versioned) expectVersion(context, ticketTag(ticket));
  if (roomIds.length < ticket.roomIds.length) {
    throw new Refusal('scopeTooNarrow', 'Changing a ticket takes all of its rooms.');
  }
  if (ticket.state === 'resolved') throw new Refusal('ticketResolved', 'A resolved ticket takes no change.');
  return opened;
}
