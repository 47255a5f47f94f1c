import type { ChangeRecord } from '../auditEvents/auditEvent.ts';
import { newId } from '../ids.ts';
import { notify } from '../notifications/notification.ts';
import type { Change } from '../operation.ts';
import { withHealth } from '../rooms/roomHealth.ts';
import { Room } from '../rooms/room.ts';
import type { Partition, Stored, Write } from '../store.ts';
import { troubleOf } from '../tickets/roomTroubles.ts';
import { changedTicket, Ticket, ticketRecord, ticketSortKey } from '../tickets/ticket.ts';
import { nextTicketNumber, ticketCounterId } from '../tickets/ticketCounter.ts';
import type { Signal, SignalResult } from './signal.ts';
import { rememberSignal, SignalMemory, signalMemoryId } from './signalMemory.ts';
import { signalTitle } from './signalTitle.ts';

/** A clock that is further ahead than this is wrong (R50). */
const mostAheadMs = 5 * 60 * 1000;

type Turn = Pick<Change<SignalResult>, 'answer' | 'writes' | 'records'>;

const ignored = (answer: SignalResult): Turn => ({ answer, writes: [], records: [] });

/** What one signal changes: the room's health, and the one ticket of its room and type (R50). */
export async function recordSignal(signal: Signal, customer: Partition, now: Date): Promise<Turn> {
  const { signalId, roomId, type } = signal;
  await customer.prefetch([signalMemoryId(signalId), roomId, ticketCounterId]);
  if (await customer.read(SignalMemory, signalMemoryId(signalId))) return ignored('duplicate');
  const room = await customer.read(Room, roomId);
  if (!room) return ignored('roomUnknown');
  if (room.enrollment !== 'enrolled') return ignored('roomNotEnrolled');
  const last = room.signals?.[type];
  const at = instantOf(signal, now);
  if (last && at.getTime() < Date.parse(last.at)) return ignored('stale');

  const before = last?.ticketId === undefined ? undefined : await customer.read(Ticket, last.ticketId);
  const { ticket: after, writes, records } = await ticketAfter(signal, before, customer, now);
  const ticketId = after?.state === 'resolved' ? undefined : after?.id;
  const heard = { at: at.toISOString(), ...(ticketId === undefined ? {} : { ticketId }) };
  const next = withHealth(room, {
    signals: { ...room.signals, [type]: heard },
    troubles: (room.troubles ?? 0) + troubleOf(after) - troubleOf(before),
  });
  return { answer: 'recorded', writes: [{ replace: next }, rememberSignal(signalId), ...writes], records };
}

function instantOf({ at }: Signal, now: Date): Date {
  const said = new Date(at);
  return said.getTime() > now.getTime() + mostAheadMs ? now : said;
}

interface TicketAfter {
  readonly ticket: Ticket | undefined;
  readonly writes: readonly Write[];
  readonly records: readonly ChangeRecord[];
}

/** The ticket of a room and type after a signal: opened, raised, resolved, or as it was. */
async function ticketAfter(
  { roomId, type, severity, status }: Signal,
  ticket: Stored<Ticket> | undefined,
  customer: Partition,
  now: Date,
): Promise<TicketAfter> {
  const same = { ticket, writes: [], records: [] };
  if (status === 'cleared') {
    return ticket ? becomes(ticket, { state: 'resolved', closedAt: now.toISOString() }, now) : same;
  }
  if (ticket) {
    const isHigher = severity === 'important' && ticket.severity === 'warning';
    return isHigher ? becomes(ticket, { severity }, now) : same;
  }
  const { number, write } = await nextTicketNumber(customer);
  const id = newId('ticket', now);
  const opened: Ticket = {
    id,
    type: 'ticket',
    about: type,
    number,
    ...signalTitle(type),
    severity,
    state: 'needsAction',
    source: 'monitoring',
    roomIds: [roomId],
    highImpact: false,
    messages: [],
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    sortKey: ticketSortKey(id, now),
  };
  return {
    ticket: opened,
    writes: [{ create: opened }, write, notify('ticketOpened', now, opened)],
    records: [ticketRecord('Create', undefined, opened)],
  };
}

function becomes(ticket: Stored<Ticket>, change: Partial<Ticket>, now: Date): TicketAfter {
  const next = changedTicket(ticket, change, now);
  return {
    ticket: next,
    writes: [{ replace: next }, ...(next.state === 'resolved' ? [notify('ticketClosed', now, next)] : [])],
    records: [ticketRecord('Update', ticket, next)],
  };
}
