import { memberChanges } from '../auditEvents/memberChanges.ts';
import { notify } from '../notifications/notification.ts';
import type { Change, InvitedContext } from '../operation.ts';
import { closedPointer, declinedPointerSeconds, InvitationPointer, setPointer } from '../pointers.ts';
import { closeInvitation } from './closeInvitation.ts';
import { invitationToPartner } from './getPartnerInvitation.ts';
import { statusAt } from './invitation.ts';
import { invitationLifecycle } from './invitationLifecycle.ts';

/** Turns an invitation down: it is gone for the partner, and the customer keeps a minimal record (R26). */
export async function declineInvitation(
  { invitationId }: { invitationId: string },
  context: InvitedContext,
): Promise<Change<undefined>> {
  const { customer, store, actor, now } = context;
  const invitation = await invitationToPartner(invitationId, context);
  const status = invitationLifecycle.next('decline', statusAt(invitation, now));
  const { closed, writes } = await closeInvitation(customer, invitation, status, now);
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
    // What it leads to is gone for the partner; it stays as long as an answer that was lost is given again.
    after: () =>
      setPointer(
        store.pointers(actor.tenantId),
        InvitationPointer,
        closedPointer(invitationId, customer.key),
        declinedPointerSeconds,
      ),
  };
}
