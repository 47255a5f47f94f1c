import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { guardedStore } from '../../support/guardedStore.ts';
import { interruptedStore } from '../../support/interruptedStore.ts';
import { invitationTo, invite } from '../../support/relationship.ts';
import { startWorld, type World } from '../../support/world.ts';

const store = guardedStore();
const interrupted = interruptedStore();
let world: World;
beforeAll(async () => {
  world = await startWorld({ swap: (parts) => interrupted.swap(store.swap(parts)) });
});
afterAll(() => world.stop());

/** The invitation expires, and the customer invites again, between the decision on an accept and its commit. */
async function expiredMeanwhile() {
  const { customer, partner, ofPartner, invitation } = await invite(world, { expiresInDays: 1 });
  const { member } = await world.person(partner.tenantId);
  let invited = 0;
  interrupted.before('"state":"activating"', async () => {
    invited = await world.at(new Date(String(invitation['expiresAt'])), async () => {
      return (await customer.admin.post('/customer/invitations', invitationTo(partner))).status;
    });
  });
  const { status } = await partner.admin.post(`${ofPartner}/accept`, { primaryAdmins: [member] });
  const relationships = world.product.store
    .inspect('tenants', customer.tenantId)
    .filter(({ type }) => type === 'relationship');
  return { invited, accepted: status, relationships: relationships.length };
}

test('R22 R23 R25 an accept that the expiry and a new invitation overtake is decided anew: 410', async () => {
  expect(await expiredMeanwhile()).toEqual({ invited: 201, accepted: 410, relationships: 0 });
});

test('control: in a store that ignores versions and ids there are a relationship and a pending invitation', async () => {
  store.ignore('versionsAndIds');
  const outcome = await expiredMeanwhile();
  store.ignore('nothing');
  expect(outcome).toEqual({ invited: 201, accepted: 202, relationships: 1 });
});
