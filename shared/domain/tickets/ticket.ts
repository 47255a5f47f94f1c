import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import type { ChangeRecord } from '../auditEvents/auditEvent.ts';
import { entityTag } from '../entityTag.ts';
import { Person } from '../roles.ts';
import { signalTypes } from '../signals/signalType.ts';

export const ticketSeverities = ['important', 'warning'] as const;
export const TicketSeverity = z.enum(ticketSeverities);

export const ticketStates = ['needsAction', 'systemInvestigating', 'resolved'] as const;
export const openTicketStates = ['needsAction', 'systemInvestigating'] as const;

export const ticketSources = ['monitoring', 'reported'] as const;

/** What a ticket is about: what monitoring watches, or what a person reported. */
const ticketTypes = [...signalTypes, 'reported'] as const;

/** What somebody wrote on a ticket. */
export const TicketMessage = z.object({
  id: z.string(),
  text: z.string(),
  by: Person,
  side: z.enum(['customer', 'partner']),
  at: z.iso.datetime(),
});
export type TicketMessage = z.output<typeof TicketMessage>;

const members = {
  id: z.string(),
  /** Counts up per customer. */
  number: z.int(),
  title: z.string(),
  description: z.string(),
  severity: TicketSeverity,
  state: z.enum(ticketStates),
  source: z.enum(ticketSources),
  roomIds: z.array(z.string()),
  highImpact: z.boolean(),
  messages: z.array(TicketMessage),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  createdBy: Person.optional(),
  closeReason: z.string().optional(),
  closedBy: Person.optional(),
  closedAt: z.iso.datetime().optional(),
};

/** An incident in one or several rooms, in the customer's partition. */
export const Ticket = z.object({
  ...members,
  type: z.literal('ticket'),
  /** The API's `type`, which here says what kind of document it is. */
  about: z.enum(ticketTypes),
  /** Sorts by the last change, then by the order of making. */
  sortKey: z.string(),
});
export type Ticket = z.output<typeof Ticket>;

export const TicketOutput = z.object({ ...members, type: z.enum(ticketTypes), etag: z.string() });
export type TicketOutput = z.output<typeof TicketOutput>;

/** The version of a ticket, the same for everybody: whoever sees fewer of its rooms sees the same ticket. */
export const ticketTag = (ticket: Ticket) => entityTag(ticket);

/** A ticket as somebody sees it who has these of its rooms in reach (R52). */
export const ticketOutput = (ticket: Ticket, roomIds: readonly string[] = ticket.roomIds): TicketOutput => ({
  ...ticket,
  type: ticket.about,
  roomIds: [...roomIds],
  etag: ticketTag(ticket),
});

/** The ticket after a change at this time. */
export const changedTicket = <T extends Ticket>(ticket: T, change: Partial<Ticket>, now: Date): T => ({
  ...ticket,
  ...change,
  updatedAt: now.toISOString(),
  sortKey: ticketSortKey(ticket.id, now),
});

export const ticketSortKey = (id: string, now: Date) => `${now.toISOString()}|${id}`;

/** Whether the ticket, as long as it is like this, makes its rooms unhealthy (R50). */
export const isTrouble = ({ state, severity, source }: Pick<Ticket, 'state' | 'severity' | 'source'>): boolean =>
  state !== 'resolved' && (severity === 'important' || source === 'reported');

/** What is said of a change of a ticket in the audit log; messages are told by whoever adds them. */
export function ticketRecord(
  operation: ChangeRecord['operation'],
  before: Ticket | undefined,
  after: Ticket,
): ChangeRecord {
  const seen = (ticket: Ticket | undefined) => {
    if (!ticket) return undefined;
    const { messages: _, ...rest } = ticket;
    return rest;
  };
  return {
    category: 'Ticket',
    operation,
    objectId: after.id,
    objectName: after.title,
    changes: memberChanges(seen(before), seen(after)).map((change) =>
      change.path === '/about' ? { ...change, path: '/type' } : change,
    ),
  };
}
