import { z } from 'zod';
import { roomHealths } from '../rooms/room.ts';
import { ticketSeverities, type Ticket } from '../tickets/ticket.ts';

const Count = z.int();
const countsOf = <const Names extends readonly string[]>(names: Names) =>
  z.object(Object.fromEntries(names.map((name) => [name, Count])) as Record<Names[number], typeof Count>);

/** How the rooms in reach are, and the incidents that were opened in a period. */
export const RoomHealthReport = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  rooms: z.object({ total: Count, ...countsOf(roomHealths).shape }),
  incidents: z.object({
    /** Opened in the period. */
    opened: Count,
    /** Of these, resolved by its end. */
    resolved: Count,
    /** Open at its end, whenever they were opened. */
    open: Count,
    bySeverity: countsOf(ticketSeverities),
    /** By the types that occurred. */
    byType: z.record(z.string(), Count),
  }),
  /** Of those resolved; left out where there are none. */
  meanTimeToResolveMinutes: z.number().optional(),
});
export type RoomHealthReport = z.output<typeof RoomHealthReport>;

/** As much of a ticket as is counted. */
export type CountedTicket = Pick<Ticket, 'severity' | 'about' | 'createdAt' | 'closedAt'>;

const minuteMs = 60_000;

/** The figures of tickets for a period, both ends included. */
export function incidentFigures(
  tickets: readonly CountedTicket[],
  { from, to }: { from: string; to: string },
): Pick<RoomHealthReport, 'incidents' | 'meanTimeToResolveMinutes'> {
  const wasOpen = ({ createdAt, closedAt }: CountedTicket) =>
    createdAt <= to && (closedAt === undefined || closedAt > to);
  const opened = tickets.filter(({ createdAt }) => createdAt >= from && createdAt <= to);
  const minutes = opened.flatMap((ticket) =>
    ticket.closedAt === undefined || wasOpen(ticket)
      ? []
      : [(Date.parse(ticket.closedAt) - Date.parse(ticket.createdAt)) / minuteMs],
  );
  const mean = minutes.reduce((sum, each) => sum + each, 0) / minutes.length;
  return {
    incidents: {
      opened: opened.length,
      resolved: minutes.length,
      open: tickets.filter(wasOpen).length,
      bySeverity: { important: 0, warning: 0, ...tally(opened, ({ severity }) => severity) },
      byType: tally(opened, ({ about }) => about),
    },
    ...(minutes.length === 0 ? {} : { meanTimeToResolveMinutes: Math.round(mean * 100) / 100 }),
  };
}

/** How many there are of each kind. */
export function tally<Thing>(things: readonly Thing[], kindOf: (thing: Thing) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const thing of things) counts[kindOf(thing)] = (counts[kindOf(thing)] ?? 0) + 1;
  return counts;
}
