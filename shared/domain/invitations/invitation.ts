import { z } from 'zod';
import { Guid } from '../ids.ts';
import { ChangeControl } from '../relationships/relationship.ts';
import { Person } from '../roles.ts';
import { Scope } from '../scope.ts';
import { invitationLifecycle, invitationStatuses } from './invitationLifecycle.ts';

/** The terms that a customer agrees to when it invites (R21). */
export const termsVersion = '2026-11';

export const InvitationStatus = z.enum(invitationStatuses);
export type InvitationStatus = z.output<typeof InvitationStatus>;

/** A customer's offer to a partner, in the customer's partition. Expiry is no stored status: the clock decides (R23). */
export const Invitation = z.object({
  id: z.string(),
  type: z.literal('invitation'),
  partnerDomain: z.string(),
  partnerId: Guid,
  status: InvitationStatus.exclude(['expired']),
  scope: Scope,
  changeControl: ChangeControl,
  acceptedTermsVersion: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: Person,
  expiresAt: z.iso.datetime(),
  closedAt: z.iso.datetime().optional(),
  resentAt: z.iso.datetime().optional(),
});
export type Invitation = z.output<typeof Invitation>;

/**
 * Says which invitation to a partner is pending. There is one such document per customer and partner, made and removed
 * with the invitation: so two can't be pending at once (R22). One whose invitation has expired is taken over.
 */
export const InvitationClaim = z.object({
  id: z.string(),
  type: z.literal('invitationClaim'),
  invitationId: z.string(),
});

export const invitationClaimId = (partnerId: string) => `invitationTo_${partnerId}`;

/** The status at a moment: expired from the instant `expiresAt` on (R23). */
export const statusAt = (
  { status, expiresAt }: Pick<Invitation, 'status' | 'expiresAt'>,
  now: Date,
): InvitationStatus =>
  invitationLifecycle.allows('expire', status) && Date.parse(expiresAt) <= now.getTime()
    ? invitationLifecycle.next('expire', status)
    : status;
