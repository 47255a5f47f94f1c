import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import type { Change, CustomerContext } from '../operation.ts';
import { InvitationPointer, openPointer, setPointer } from '../pointers.ts';
import { ExpiresInDays, expiryAfter } from './createInvitation.ts';
import { invitationById, partnerName } from './getInvitation.ts';
import { statusAt } from './invitation.ts';
import { invitationLifecycle } from './invitationLifecycle.ts';
import { invitationOutput, type InvitationOutput } from './invitationOutput.ts';

export const ResendInvitation = z.strictObject({ expiresInDays: ExpiresInDays });

/** Gives a pending invitation a new expiry, from now on (R23). */
export async function resendInvitation(
  { invitationId, expiresInDays }: z.output<typeof ResendInvitation> & { invitationId: string },
  { customer, store, now }: CustomerContext,
): Promise<Change<InvitationOutput>> {
  const invitation = await invitationById(customer, invitationId);
  invitationLifecycle.next('resend', statusAt(invitation, now));
  const pointers = store.pointers(invitation.partnerId);
  const point = (expiresAt: string) =>
    setPointer(pointers, InvitationPointer, openPointer(invitationId, customer.key, expiresAt));
  const resent = { ...invitation, expiresAt: expiryAfter(expiresInDays, now), resentAt: now.toISOString() };
  return {
    answer: invitationOutput(resent, await partnerName(store, resent.partnerId), now),
    writes: [{ replace: resent }],
    records: [
      {
        category: 'PartnerInvitation',
        operation: 'Update',
        objectId: invitationId,
        objectName: resent.partnerDomain,
        changes: memberChanges(invitation, resent),
      },
    ],
    // A later expiry makes the pointer wider and comes before the commit, an earlier one after it (R81).
    [resent.expiresAt > invitation.expiresAt ? 'before' : 'after']: () => point(resent.expiresAt),
  };
}
