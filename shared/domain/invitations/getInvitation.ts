import type { CustomerContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import type { Partition, Store, Stored } from '../store.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { Invitation } from './invitation.ts';
import { invitationOutput, type InvitationOutput } from './invitationOutput.ts';

/** @throws Refusal `notFound` */
export async function invitationById(customer: Partition, invitationId: string): Promise<Stored<Invitation>> {
  const invitation = await customer.read(Invitation, invitationId);
  if (!invitation) throw notFound();
  return invitation;
}

/** What the partner is called now. */
export async function partnerName(store: Store, partnerId: string): Promise<string | undefined> {
  return (await store.tenant(partnerId).read(Tenant, tenantDocumentId))?.displayName;
}

/** One invitation of the customer. */
export async function getInvitation(
  { invitationId }: { invitationId: string },
  { customer, store, now }: CustomerContext,
): Promise<InvitationOutput> {
  const invitation = await invitationById(customer, invitationId);
  return invitationOutput(invitation, await partnerName(store, invitation.partnerId), now);
}
