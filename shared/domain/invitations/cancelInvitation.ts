import { memberChanges } from '../auditEvents/memberChanges.ts';
import type { Change, CustomerContext } from '../operation.ts';
import { closedPointer, InvitationPointer, setPointer } from '../pointers.ts';
import { closeInvitation } from './closeInvitation.ts';
import { invitationById, partnerName } from './getInvitation.ts';
import { statusAt } from './invitation.ts';
import { invitationLifecycle } from './invitationLifecycle.ts';
import { invitationOutput, type InvitationOutput } from './invitationOutput.ts';

/** Takes an invitation back, for good (R23). */
export async function cancelInvitation(
  { invitationId }: { invitationId: string },
  { customer, store, now }: CustomerContext,
): Promise<Change<InvitationOutput>> {
  const invitation = await invitationById(customer, invitationId);
  const status = invitationLifecycle.next('cancel', statusAt(invitation, now));
  const { closed, writes } = await closeInvitation(customer, invitation, status, now);
  const pointer = closedPointer(invitationId, customer.key);
  return {
    answer: invitationOutput(closed, await partnerName(store, closed.partnerId), now),
    writes,
    records: [
      {
        category: 'PartnerInvitation',
        operation: 'Update',
        objectId: invitationId,
        objectName: closed.partnerDomain,
        changes: memberChanges(invitation, closed),
      },
    ],
    after: () => setPointer(store.pointers(closed.partnerId), InvitationPointer, pointer),
  };
}
