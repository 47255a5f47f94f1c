import { timeOfId } from '../ids.ts';
import { Invitation, InvitationClaim, invitationClaimId, statusAt } from '../invitations/invitation.ts';
import { closedPointer, declinedPointerSeconds, InvitationPointer, openPointer } from '../pointers.ts';
import type { Correction, RepairContext } from './round.ts';
import { inFlightMs } from './round.ts';

/** As much of an invitation as says what leads to it. */
export const InvitationStanding = Invitation.pick({
  id: true,
  type: true,
  partnerId: true,
  status: true,
  expiresAt: true,
});

/** Whether a pointer is right for a pending invitation: wide enough is right, as what decides is the invitation (R81). */
export const isWideEnough = (pointer: InvitationPointer | undefined, expiresAt: string): boolean =>
  pointer?.state === 'open' && (pointer.expiresAt ?? '') >= expiresAt;

/**
 * Sets the pointer to an invitation by what the invitation is now, and removes the claim of one that has expired. The
 * pointer is read first and must be as it was read.
 */
export async function settleInvitation(
  { customerId, partnerId, invitationId }: { customerId: string; partnerId: string; invitationId: string },
  { store, clock }: RepairContext,
): Promise<Correction[]> {
  const [pointers, customer, now] = [store.pointers(partnerId), store.tenant(customerId), clock.now()];
  const pointer = await pointers.read(InvitationPointer, invitationId);
  const invitation = await customer.read(InvitationStanding, invitationId);
  if (!invitation) {
    // The pointer to an invitation comes before the invitation.
    if (!pointer || timeOfId(invitationId) > now.getTime() - inFlightMs) return [];
    await pointers.commit([{ remove: pointer }]);
    return ['invitationPointerRemoved'];
  }
  const status = statusAt(invitation, now);
  if (status === 'pending') {
    if (isWideEnough(pointer, invitation.expiresAt)) return [];
    const open = openPointer(invitationId, customerId, invitation.expiresAt);
    await pointers.commit([pointer ? { replace: { ...open, _etag: pointer._etag } } : { create: open }]);
    return ['invitationPointerSet'];
  }
  const corrections: Correction[] = [];
  if (pointer?.state === 'open') {
    const closed = { ...closedPointer(invitationId, customerId), _etag: pointer._etag };
    const expiry = status === 'declined' ? { ttlSeconds: declinedPointerSeconds } : {};
    await pointers.commit([{ replace: closed, ...expiry }]);
    corrections.push('invitationPointerSet');
  }
  // Any other end took the claim away itself.
  const claim = status === 'expired' ? await customer.read(InvitationClaim, invitationClaimId(partnerId)) : undefined;
  if (claim?.invitationId === invitationId) {
    await customer.commit([{ remove: claim }]);
    corrections.push('invitationClaimRemoved');
  }
  return corrections;
}
