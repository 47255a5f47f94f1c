import { z } from 'zod';
import { entityTag } from '../entityTag.ts';
import { ChangeControl } from '../relationships/relationship.ts';
import { Person } from '../roles.ts';
import { Scope } from '../scope.ts';
import { InvitationStatus, statusAt, type Invitation } from './invitation.ts';
import { shownOfInvitation } from './invitationLifecycle.ts';

/** An invitation as the customer sees it. After a decline there is a minimal record only (R26). */
export const InvitationOutput = z.object({
  id: z.string(),
  partnerDomain: z.string(),
  partnerId: z.string().optional(),
  partnerDisplayName: z.string().optional(),
  status: InvitationStatus,
  scope: Scope.optional(),
  changeControl: ChangeControl.optional(),
  acceptedTermsVersion: z.string().optional(),
  createdAt: z.iso.datetime(),
  createdBy: Person.optional(),
  expiresAt: z.iso.datetime().optional(),
  closedAt: z.iso.datetime().optional(),
  resentAt: z.iso.datetime().optional(),
  etag: z.string(),
});
export type InvitationOutput = z.output<typeof InvitationOutput>;

/** @param partnerDisplayName left out when the partner is not registered any more */
export function invitationOutput(
  invitation: Invitation,
  partnerDisplayName: string | undefined,
  now: Date,
): InvitationOutput {
  const { id, partnerDomain, createdAt, closedAt } = invitation;
  const etag = entityTag(invitation);
  const status = statusAt(invitation, now);
  if (shownOfInvitation.customer[status] === 'record') {
    return { id, partnerDomain, status, createdAt, ...(closedAt ? { closedAt } : {}), etag };
  }
  return {
    ...invitation,
    status,
    ...(partnerDisplayName === undefined ? {} : { partnerDisplayName }),
    etag,
  };
}
