import type { Attempt } from './attempt.ts';
import { expectStatus, type Pair } from './campaignPair.ts';
import { checkActive, checkPending } from './checkPair.ts';

/** Invites the pair's partner, which is then to accept. */
export async function acceptAttempt(pair: Pair): Promise<Attempt> {
  const { customer, partner } = pair;
  const invitation = await customer.admin.post('/customer/invitations', {
    partnerDomain: partner.domain,
    expiresInDays: 30,
    scope: { kind: 'allRooms' },
    acceptedTermsVersion: '2026-11',
  });
  expectStatus(invitation, 201);
  const invitationId = String(invitation.body['id']);
  const ofPartner = `/partner/invitations/${invitationId}`;
  expectStatus(await partner.admin.get(ofPartner), 200);
  const isCommitted = async () => {
    const { body } = await customer.admin.get(`/customer/invitations/${invitationId}`);
    return String(body['status']) === 'accepted';
  };
  return {
    pair,
    send: () => partner.admin.post(`${ofPartner}/accept`, { primaryAdmins: partner.primaryAdmins }),
    checkPromise: async () => ((await isCommitted()) ? [] : ['It was answered, but the invitation is not accepted.']),
    isCommitted,
    checkDone: (standIn) => checkActive(pair, invitationId, standIn),
    checkUndone: (standIn) => checkPending(pair, invitationId, standIn),
    count: () => {
      pair.accepts++;
    },
  };
}
