import { memberChanges } from '../auditEvents/memberChanges.ts';
import { notify } from '../notifications/notification.ts';
import type { Change, InvitedContext } from '../operation.ts';
import { InvitationPointer, removePointer } from '../pointers.ts';
import { closeInvitation } from './closeInvitation.ts';
import { expectAnswerable } from './expectAnswerable.ts';
import { invitationToPartner } from './getPartnerInvitation.ts';

/** Turns an invitation down: it is gone for the partner, and the customer keeps a minimal record (R26). */
export async function declineInvitation(
  { invitationId }: { invitationId: string },
  context: InvitedContext,
): Promise<Change<undefined>> {
  const { customer, store, actor, now } = context;
  const invitation = await invitationToPartner(invitationId, context);
  expectAnswerable(invitation, now);
  const { closed, writes } = await closeInvitation(customer, invitation, 'declined', now);
  return {
    answer: undefined,
    writes: [...writes, notify('invitationDeclined', now)],
    records: [
      {
        category: 'PartnerInvitation',
        operation: 'Update',
        objectId: invitationId,
        objectName: invitation.partnerDomain,
        changes: memberChanges(invitation, closed),
      },
    ],
    after: () => removePointer(store.pointers(actor.tenantId), InvitationPointer, invitationId),
  };
}
