import { z } from 'zod';
import { newId } from '../ids.ts';
import type { Write } from '../store.ts';
import type { Ticket } from '../tickets/ticket.ts';

const occasions = [
  'ticketOpened',
  'ticketClosed',
  'invitationAccepted',
  'invitationDeclined',
  'relationshipEnded',
  'changeWaiting',
] as const;
type Occasion = (typeof occasions)[number];

/**
 * Something that people want to hear of by e-mail, in the customer's partition, written in the batch of what happened:
 * neither is there without the other. Who they are is found out when it is delivered.
 */
export const Notification = z.object({
  id: z.string(),
  type: z.literal('notification'),
  about: z.enum(occasions),
  /** Left out where it is about no ticket. */
  ticket: z.object({ number: z.int(), roomIds: z.array(z.string()) }).optional(),
  at: z.iso.datetime(),
  /** One that is delivered is gone; one that could not be is given up after a day and kept to be looked into. */
  state: z.enum(['pending', 'givenUp']),
  attempts: z.int(),
  nextAttemptAt: z.iso.datetime(),
  /** Mails of it that were sent by an attempt that could not send all of them. */
  sent: z.array(z.string()),
});
export type Notification = z.output<typeof Notification>;

/** How long one is kept, whatever becomes of it. */
export const notificationTtlSeconds = 30 * 24 * 60 * 60;

/** The write that has people told. */
export function notify(about: Occasion, now: Date, ticket?: Ticket): Write {
  const notification: Notification = {
    id: newId('notification', now),
    type: 'notification',
    about,
    ...(ticket ? { ticket: { number: ticket.number, roomIds: ticket.roomIds } } : {}),
    at: now.toISOString(),
    state: 'pending',
    attempts: 0,
    nextAttemptAt: now.toISOString(),
    sent: [],
  };
  return { create: notification, ttlSeconds: notificationTtlSeconds };
}

/** What the e-mail says: no more than that there is something to see for whoever may see it. */
export function mailText({ about, ticket }: Pick<Notification, 'about' | 'ticket'>): string {
  const number = ticket?.number ?? '';
  switch (about) {
    case 'ticketOpened':
      return `Ticket ${number} was opened`;
    case 'ticketClosed':
      return `Ticket ${number} was closed`;
    case 'invitationAccepted':
      return 'A partner has accepted an invitation';
    case 'invitationDeclined':
      return 'A partner has declined an invitation';
    case 'relationshipEnded':
      return 'The relationship with a partner has ended';
    case 'changeWaiting':
      return 'A change of a partner waits for approval';
  }
}
