import type { Room } from '../rooms/room.ts';
import { withHealth } from '../rooms/roomHealth.ts';
import type { Stored, Write } from '../store.ts';
import { isTrouble, type Ticket } from './ticket.ts';

/**
 * The writes that keep the health of a ticket's rooms true when the ticket becomes another one (R50); they belong into
 * the batch of the ticket.
 */
export function roomTroubles(
  rooms: readonly Stored<Room>[],
  before: Ticket | undefined,
  after: Ticket | undefined,
): Write[] {
  const difference = troubleOf(after) - troubleOf(before);
  if (difference === 0) return [];
  return rooms.map((room) => ({ replace: withHealth(room, { troubles: (room.troubles ?? 0) + difference }) }));
}

/** 1 while the ticket makes its rooms unhealthy, else 0. */
export const troubleOf = (ticket: Ticket | undefined): number => (ticket && isTrouble(ticket) ? 1 : 0);
