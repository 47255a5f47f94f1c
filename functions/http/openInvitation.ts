import { Invitation, invitationClaimId } from '../../shared/domain/invitations/invitation.ts';
import type { CallerContext } from '../../shared/domain/operation.ts';
import { InvitationPointer } from '../../shared/domain/pointers.ts';
import type { Partition } from '../../shared/domain/store.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import { isLive, Relationship, relationshipId } from '../../shared/domain/relationships/relationship.ts';
import { tenantAccessDocumentId, tenantDocumentId } from '../../shared/domain/tenants/tenant.ts';
import type { Ask } from './ask.ts';

/**
 * Opens the customer whose invitation the path names, once the request itself is known to be right. The pointer is a
 * hint; what decides is read from the customer (R81).
 * @throws Refusal `notFound` when this partner has no such invitation
 */
export async function openInvitation<Context extends CallerContext>(
  { base, parameters, alsoRead }: Ask,
  context: Context,
): Promise<Context & { readonly customer: Partition }> {
  const partnerId = context.actor.tenantId;
  const pointer = await base.store.pointers(partnerId).read(InvitationPointer, parameters['invitationId'] ?? '');
  if (!pointer) throw notFound();
  const customer = base.store.tenant(pointer.customerId);
  await customer.prefetch([
    ...alsoRead,
    tenantDocumentId,
    tenantAccessDocumentId,
    relationshipId(partnerId),
    invitationClaimId(partnerId),
  ]);
  return { ...context, customer };
}

/**
 * Whether a refused attempt at an invitation may be written into the customer's log: only by somebody of a partner
 * with a relationship there, or an invitation that is pending or has merely expired (R90).
 */
export async function mayBeRecorded(
  { customer, actor }: CallerContext & { readonly customer: Partition },
  { parameters }: Ask,
): Promise<boolean> {
  const relationship = await customer.read(Relationship, relationshipId(actor.tenantId));
  if (relationship && isLive(relationship)) return true;
  const invitation = await customer.read(Invitation, parameters['invitationId'] ?? '');
  return invitation?.status === 'pending';
}
