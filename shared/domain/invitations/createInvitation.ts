import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { newId } from '../ids.ts';
import type { Change, CustomerContext } from '../operation.ts';
import { personOf } from '../people.ts';
import { InvitationPointer, openPointer, removePointer, widenPointers } from '../pointers.ts';
import { Refusal } from '../refusal.ts';
import { ChangeControl, Relationship, relationshipId } from '../relationships/relationship.ts';
import { relationshipLifecycle } from '../relationships/relationshipLifecycle.ts';
import { Scope } from '../scope.ts';
import { expectScopeExists } from '../scopeReferences.ts';
import { partnerOfDomain } from '../tenants/partnerOfDomain.ts';
import { Invitation, InvitationClaim, invitationClaimId, statusAt, termsVersion } from './invitation.ts';
import { invitationOutput, type InvitationOutput } from './invitationOutput.ts';

export const ExpiresInDays = z.int().min(1).max(30);
const dayMs = 24 * 60 * 60 * 1000;

export const CreateInvitation = z.strictObject({
  partnerDomain: z.string().min(1).max(253),
  expiresInDays: ExpiresInDays,
  scope: Scope,
  changeControl: ChangeControl.prefault({}),
  acceptedTermsVersion: z.string().max(64).optional(),
});

/** The instant from which an invitation has expired. */
export const expiryAfter = (days: number, now: Date) => new Date(now.getTime() + days * dayMs).toISOString();

/** Offers a partner to manage a scope of rooms. Nothing is granted until the partner accepts (R20-R22). */
export async function createInvitation(
  input: z.output<typeof CreateInvitation>,
  context: CustomerContext,
): Promise<Change<InvitationOutput>> {
  const { customer, tenantAccess, actor, now, store } = context;
  if (input.acceptedTermsVersion !== termsVersion) {
    throw new Refusal('termsNotAccepted', `The terms ${termsVersion} must be agreed to.`);
  }
  const partner = await partnerOfDomain(context, input.partnerDomain);
  if (!partner) throw new Refusal('partnerDomainUnknown', 'No onboarded partner has this domain.');
  const partnerId = partner.tenantId;
  if (partnerId === customer.key) throw new Refusal('ownTenant', 'Nobody invites their own organisation.');

  const claimId = invitationClaimId(partnerId);
  await customer.prefetch([claimId, relationshipId(partnerId)]);
  const relationship = await customer.read(Relationship, relationshipId(partnerId));
  relationshipLifecycle.next('invite', relationship?.state ?? 'none');
  const claim = await customer.read(InvitationClaim, claimId);
  const earlier = claim ? await customer.read(Invitation, claim.invitationId) : undefined;
  if (earlier && statusAt(earlier, now) === 'pending') {
    throw new Refusal('invitationPending', 'An invitation to this partner is pending already.');
  }
  await expectScopeExists(customer, input.scope);

  const invitation: Invitation = {
    id: newId('invitation', now),
    type: 'invitation',
    partnerDomain: input.partnerDomain.toLowerCase(),
    partnerId,
    status: 'pending',
    scope: input.scope,
    changeControl: input.changeControl,
    acceptedTermsVersion: input.acceptedTermsVersion,
    createdAt: now.toISOString(),
    createdBy: personOf(actor),
    expiresAt: expiryAfter(input.expiresInDays, now),
  };
  const nextClaim = { id: claimId, type: 'invitationClaim', invitationId: invitation.id };
  const pointers = store.pointers(partnerId);
  return {
    answer: invitationOutput(invitation, partner.displayName, now),
    writes: [
      { create: invitation },
      claim ? { replace: { ...nextClaim, _etag: claim._etag } } : { create: nextClaim },
      // No group that the scope names may go while this is committed.
      { unchanged: tenantAccess },
    ],
    records: [
      {
        category: 'PartnerInvitation',
        operation: 'Create',
        objectId: invitation.id,
        objectName: invitation.partnerDomain,
        changes: memberChanges(undefined, invitation),
      },
    ],
    before: () =>
      widenPointers(pointers, InvitationPointer, openPointer(invitation.id, customer.key, invitation.expiresAt)),
    undo: () => removePointer(pointers, InvitationPointer, invitation.id),
  };
}
