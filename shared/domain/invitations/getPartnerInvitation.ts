import type { InvitedContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import type { Stored } from '../store.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { Invitation } from './invitation.ts';
import { shownOfInvitation } from './invitationLifecycle.ts';
import { partnerInvitationOutput, type PartnerInvitationOutput } from './partnerInvitation.ts';

/**
 * The invitation in the path, as this partner may know of it: a declined one is gone for it (R26).
 * @throws Refusal `notFound`
 */
export async function invitationToPartner(
  invitationId: string,
  { customer, actor }: InvitedContext,
): Promise<Stored<Invitation>> {
  const invitation = await customer.read(Invitation, invitationId);
  if (invitation?.partnerId !== actor.tenantId || shownOfInvitation.partner[invitation.status] === 'nothing') {
    throw notFound();
  }
  return invitation;
}

/** One invitation to the partner. */
export async function getPartnerInvitation(
  { invitationId }: { invitationId: string },
  context: InvitedContext,
): Promise<PartnerInvitationOutput> {
  const invitation = await invitationToPartner(invitationId, context);
  const customer = await context.customer.read(Tenant, tenantDocumentId);
  if (!customer) throw notFound();
  return partnerInvitationOutput(context.store, invitation, customer, context.now);
}
