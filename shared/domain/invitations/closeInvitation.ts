import type { Partition, Stored, Write } from '../store.ts';
import { InvitationClaim, invitationClaimId, type Invitation } from './invitation.ts';

/**
 * The writes that close a pending invitation: of several that try at once exactly one commits, as all of them need the
 * invitation, and the claim that it is the pending one, as they read them (R25).
 */
export async function closeInvitation(
  customer: Partition,
  invitation: Stored<Invitation>,
  status: 'accepted' | 'declined' | 'canceled',
  now: Date,
): Promise<{ closed: Stored<Invitation>; writes: Write[] }> {
  const closed = { ...invitation, status, closedAt: now.toISOString() };
  const claim = await customer.read(InvitationClaim, invitationClaimId(invitation.partnerId));
  return {
    closed,
    writes: [{ replace: closed }, ...(claim?.invitationId === invitation.id ? [{ remove: claim }] : [])],
  };
}
