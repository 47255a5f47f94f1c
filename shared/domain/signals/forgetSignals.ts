import type { MemberChange } from '../auditEvents/auditEvent.ts';
import { notify } from '../notifications/notification.ts';
import { withHealth } from '../rooms/roomHealth.ts';
import type { Room } from '../rooms/room.ts';
import type { Partition, Stored, Write } from '../store.ts';
import { troubleOf } from '../tickets/roomTroubles.ts';
import { changedTicket, Ticket } from '../tickets/ticket.ts';

/** A room that monitoring no longer watches, and what goes with it. */
interface Forgotten {
  readonly room: Stored<Room>;
  /** The writes of its monitoring tickets, for the batch that writes the room. */
  readonly writes: readonly Write[];
  readonly changes: readonly MemberChange[];
}

/** Forgets what monitoring heard of a room, and resolves the tickets that it had open for it (R50). */
export async function forgetSignals(room: Stored<Room>, customer: Partition, now: Date): Promise<Forgotten> {
  const ticketIds = Object.values(room.signals ?? {}).flatMap(({ ticketId }) => ticketId ?? []);
  const tickets = ticketIds.length === 0 ? [] : await customer.readMany(Ticket, ticketIds);
  const resolved = tickets.map((ticket) =>
    changedTicket(ticket, { state: 'resolved', closedAt: now.toISOString() }, now),
  );
  const troubles = tickets.reduce((sum, ticket) => sum - troubleOf(ticket), room.troubles ?? 0);
  return {
    room: withHealth(room, { signals: undefined, troubles }),
    writes: resolved.flatMap((ticket) => [{ replace: ticket }, notify('ticketClosed', now, ticket)]),
    changes: tickets.map(({ id, state }) => ({ path: `/tickets/${id}/state`, from: state, to: 'resolved' })),
  };
}
