import { lifecycle } from '../lifecycle.ts';

export const invitationStatuses = ['pending', 'accepted', 'declined', 'canceled', 'expired'] as const;
export type InvitationStatus = (typeof invitationStatuses)[number];

/** To the partner a declined invitation is gone, and an expired one says so (R23, R26). */
const unanswerable = {
  otherwise: 'invitationClosed',
  butIn: { expired: 'invitationExpired', declined: 'notFound' },
} as const;

/** The statuses of an invitation, and what can be done in which (R23-R27). */
export const invitationLifecycle = lifecycle('invitation', invitationStatuses, {
  accept: { by: ['partner'], from: { pending: 'accepted' }, ...unanswerable },
  decline: { by: ['partner'], from: { pending: 'declined' }, ...unanswerable },
  resend: { by: ['customer'], from: { pending: 'pending' }, otherwise: 'invitationClosed' },
  cancel: { by: ['customer'], from: { pending: 'canceled' }, otherwise: 'invitationClosed' },
  expire: { by: ['clock'], from: { pending: 'expired' } },
});

/** How much of an invitation each side sees (R24, R26, R27): of a closed one the partner sees id, customer, status and times. */
export const shownOfInvitation = {
  customer: { pending: 'all', accepted: 'all', declined: 'record', canceled: 'all', expired: 'all' },
  partner: { pending: 'all', accepted: 'record', declined: 'nothing', canceled: 'record', expired: 'record' },
} as const satisfies Record<'customer' | 'partner', Record<InvitationStatus, 'all' | 'record' | 'nothing'>>;
