import type { Attempt } from './attempt.ts';
import { expectStatus, type Pair } from './campaignPair.ts';
import { checkActive, checkNoAccess, checkTerminated } from './checkPair.ts';

/** The end of the pair's relationship, by the customer or by a Primary admin of the partner. */
export async function endAttempt(pair: Pair, side: 'customer' | 'partner'): Promise<Attempt> {
  const { customer, partner } = pair;
  const withPartner = `/customer/partners/${partner.tenantId}`;
  const atCustomer = `/partner/customers/${customer.tenantId}`;
  const relationship = await customer.admin.get(withPartner);
  expectStatus(relationship, 200);
  const invitationId = String(relationship.body['invitationId']);
  expectStatus(await partner.primaryAdmin.get(atCustomer), 200);
  return {
    pair,
    send: () => (side === 'customer' ? customer.admin.delete(withPartner) : partner.primaryAdmin.delete(atCustomer)),
    // Access ends before the answer (R31), and no crash gives it back.
    checkPromise: () => checkNoAccess(pair),
    isCommitted: async () => String((await customer.admin.get(withPartner)).body['state']) !== 'active',
    checkDone: (standIn) => checkTerminated(pair, standIn),
    checkUndone: (standIn) => checkActive(pair, invitationId, standIn),
    count: () => {
      pair.ends++;
    },
  };
}
