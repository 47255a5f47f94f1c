import { newId } from '../../shared/domain/ids.ts';
import type { Invitation } from '../../shared/domain/invitations/invitation.ts';
import { openPointer } from '../../shared/domain/pointers.ts';
import { ChangeControl } from '../../shared/domain/relationships/relationship.ts';
import type { Store } from '../../shared/domain/store.ts';
import type { WorldTenant } from './world.ts';

/**
 * Puts a pending invitation where no request could make one, as while there is a relationship: what stands in its way
 * must be found when it is answered too. @returns its id
 */
export async function pendingInvitation(
  store: Store,
  { customer, partner }: { customer: WorldTenant; partner: WorldTenant },
): Promise<string> {
  const now = new Date();
  const invitation: Invitation = {
    id: newId('invitation', now),
    type: 'invitation',
    partnerDomain: partner.domain,
    partnerId: partner.tenantId,
    status: 'pending',
    scope: { kind: 'allRooms' },
    changeControl: ChangeControl.parse({}),
    acceptedTermsVersion: '2026-11',
    createdAt: now.toISOString(),
    createdBy: { userId: 'somebody', tenantId: customer.tenantId },
    expiresAt: '2099-01-01T00:00:00.000Z',
  };
  const { id, expiresAt } = invitation;
  await store.pointers(partner.tenantId).commit([{ create: openPointer(id, customer.tenantId, expiresAt) }]);
  await store.tenant(customer.tenantId).commit([{ create: invitation }]);
  return id;
}
