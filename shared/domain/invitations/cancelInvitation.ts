import { memberChanges } from '../auditEvents/memberChanges.ts';
import type { Change, CustomerContext } from '../operation.ts';
import { closedPointer, InvitationPointer, setPointer } from '../pointers.ts';
import { Refusal } from '../refusal.ts';
import type { Stored } from '../store.ts';
import { closeInvitation } from './closeInvitation.ts';
import { invitationById, partnerName } from './getInvitation.ts';
import { statusAt, type Invitation } from './invitation.ts';
import { invitationOutput, type InvitationOutput } from './invitationOutput.ts';

/** The customer may change an invitation only while it is pending (R23). @throws Refusal `invitationClosed` */
export function expectPending(invitation: Stored<Invitation>, now: Date): void {
  const status = statusAt(invitation, now);
  if (status !== 'pending') throw new Refusal('invitationClosed', `The invitation is ${status}.`);
}

/** Takes an invitation back, for good (R23). */
export async function cancelInvitation(
  { invitationId }: { invitationId: string },
  { customer, store, now }: CustomerContext,
): Promise<Change<InvitationOutput>> {
  const invitation = await invitationById(customer, invitationId);
  expectPending(invitation, now);
  const { closed, writes } = await closeInvitation(customer, invitation, 'canceled', now);
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
