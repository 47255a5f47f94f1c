import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { heldWorkflows } from '../../support/heldWorkflows.ts';
import { refused } from '../../support/refused.ts';
import { end, invitationTo, invite, relate, type Relation } from '../../support/relationship.ts';
import { startWorld, type World, type WorldPerson } from '../../support/world.ts';

const workflows = heldWorkflows();
let world: World;
beforeAll(async () => {
  world = await startWorld({ swap: workflows.swap });
});
afterAll(() => world.stop());

const text: unknown = expect.any(String);
const stored = ({ customer, partner }: Relation) =>
  world.product.store.inspect('tenants', customer.tenantId).find(({ id }) => id === `rel_${partner.tenantId}`);

/** Everything that a partner's person asks for at a customer finds nothing. */
async function findsNothing(person: WorldPerson | Relation['partner']['admin'], atCustomer: string) {
  for (const path of ['', '/rooms', '/roomGroups', '/roles', '/primaryAdmins']) {
    expect(await person.get(atCustomer + path)).toMatchObject(refused(404, 'notFound'));
  }
  expect(await person.post(`${atCustomer}/roles`, { name: 'R', permissions: ['rooms.view'] })).toMatchObject(
    refused(404, 'notFound'),
  );
  expect(await person.delete(atCustomer)).toMatchObject(refused(404, 'notFound'));
  expect(await person.all('/partner/customers')).toEqual([]);
}

test('R31 the customer ends it: with the answer access is gone, for everybody of the partner, before any clean-up', async () => {
  const relation = await relate(world);
  const { customer, partner, primaryAdmin, atCustomer, withPartner } = relation;
  const manager = await world.person(partner.tenantId);
  await partner.admin.post('/partner/tenantManagers', manager.member);
  expect((await primaryAdmin.get(`${atCustomer}/rooms`)).status).toBe(200);
  const ending = await workflows.during(async () => {
    const answer = await customer.admin.delete(withPartner);
    expect(answer).toMatchObject({ status: 202, body: { kind: 'endRelationship', status: 'notStarted' } });
    for (const person of [primaryAdmin, manager, partner.admin]) await findsNothing(person, atCustomer);
    expect((await customer.admin.get(withPartner)).body).toMatchObject({ state: 'terminating' });
    expect(stored(relation)).toMatchObject({ state: 'terminating', assignments: [{ id: 'assignedAdmins' }] });
    return answer;
  });
  expect(await customer.admin.ended(ending)).toMatchObject({
    status: 'succeeded',
    steps: ['revokeAccess', 'cancelChangeRequests', 'removePointers', 'completeTermination'].map((name) => ({
      name,
      status: 'succeeded',
    })),
    result: { customerId: customer.tenantId, partnerId: partner.tenantId, state: 'terminated' },
  });
});

test('R31 after the clean-up there is no assignment, no role and no pointer left; the customer still sees that it was', async () => {
  const relation = await relate(world);
  const { customer, partner, primaryAdmin, atCustomer, withPartner } = relation;
  const role = await primaryAdmin.post(`${atCustomer}/roles`, { name: 'Viewer', permissions: ['rooms.view'] });
  expect(role.status).toBe(201);
  await end(relation);
  expect(stored(relation)).toMatchObject({ state: 'terminated', assignments: [], roles: [] });
  expect(world.product.store.inspect('partners', partner.tenantId)).toEqual([]);
  const seen = (await customer.admin.get(withPartner)).body;
  expect(seen).toMatchObject({ state: 'terminated', primaryAdmins: [], activatedAt: text, terminatedAt: text });
  expect(await customer.admin.all('/customer/partners?state=terminated')).toEqual([seen]);
});

test('R31 a Primary admin ends it, and access is gone with the answer', async () => {
  const relation = await relate(world);
  const { customer, partner, primaryAdmin, atCustomer } = relation;
  const ending = await workflows.during(async () => {
    const answer = await primaryAdmin.delete(atCustomer);
    expect(answer).toMatchObject({ status: 202, body: { kind: 'endRelationship' } });
    await findsNothing(primaryAdmin, atCustomer);
    return answer;
  });
  // Whoever started it may follow it, though the customer is out of sight for them.
  expect(await primaryAdmin.ended(ending)).toMatchObject({ status: 'succeeded', result: { state: 'terminated' } });
  expect((await customer.admin.get(ending.headers.get('operation-location') ?? '')).status).toBe(200);
  expect(stored(relation)).toMatchObject({ state: 'terminated' });
  expect(world.product.store.inspect('partners', partner.tenantId)).toEqual([]);
});

test('R31 on the partner’s side only members of Primary admin end it: GA and Tenant managers are 403', async () => {
  const { partner, primaryAdmin, atCustomer } = await relate(world);
  const manager = await world.person(partner.tenantId);
  await partner.admin.post('/partner/tenantManagers', manager.member);
  const { body: role } = await primaryAdmin.post(`${atCustomer}/roles`, { name: 'V', permissions: ['rooms.view'] });
  const viewer = await world.person(partner.tenantId);
  await primaryAdmin.post(`${atCustomer}/roles/${String(role['id'])}/assignments`, {
    name: 'A',
    members: [viewer.member],
    scope: { kind: 'allRooms' },
  });
  for (const person of [partner.admin, manager, viewer]) {
    expect(await person.delete(atCustomer)).toMatchObject(refused(403, 'permissionDenied'));
  }
  expect((await primaryAdmin.get(atCustomer)).body).toMatchObject({ state: 'active' });
});

test('R31 while it is ending the customer gets the same operation; ended: 409 relationshipState', async () => {
  const { customer, withPartner } = await relate(world);
  const first = await workflows.during(async () => {
    const one = await customer.admin.delete(withPartner);
    const two = await customer.admin.delete(withPartner);
    expect(two.status).toBe(202);
    expect(two.body['id']).toBe(one.body['id']);
    expect(two.headers.get('operation-location')).toBe(one.headers.get('operation-location'));
    return one;
  });
  await customer.admin.ended(first);
  expect(await customer.admin.delete(withPartner)).toMatchObject(refused(409, 'relationshipState'));
});

test('R22 R31 while it is ending it can not begin anew: 409 relationshipExists', async () => {
  const { customer, partner, withPartner } = await relate(world);
  const ending = await workflows.during(async () => {
    const answer = await customer.admin.delete(withPartner);
    const again = await customer.admin.post('/customer/invitations', invitationTo(partner));
    expect(again).toMatchObject(refused(409, 'relationshipExists'));
    return answer;
  });
  await customer.admin.ended(ending);
});

test.each(['customer', 'primaryAdmin'])(
  'R30 R31 the %s ends one that is still activating; it never becomes active',
  async (who) => {
    const offer = await invite(world);
    const { customer, partner } = offer;
    const pia = await world.person(partner.tenantId);
    const [atCustomer, withPartner] = [
      `/partner/customers/${customer.tenantId}`,
      `/customer/partners/${partner.tenantId}`,
    ];
    const { accepted, ending } = await workflows.during(async () => {
      const answer = await partner.admin.post(`${offer.ofPartner}/accept`, { primaryAdmins: [pia.member] });
      const last = who === 'customer' ? await customer.admin.delete(withPartner) : await pia.delete(atCustomer);
      expect(last.status).toBe(202);
      return { accepted: answer, ending: last };
    });
    const operation = await partner.admin.ended(accepted);
    expect(operation).toMatchObject({ status: 'failed', error: { code: 'relationshipState' } });
    await customer.admin.ended(ending);
    expect((await customer.admin.get(withPartner)).body).toMatchObject({ state: 'terminated' });
    expect(await pia.get(atCustomer)).toMatchObject(refused(404, 'notFound'));
    expect(world.product.store.inspect('partners', partner.tenantId)).toEqual([]);
  },
);

test('R31 If-Match counts: with a stale version it is 412 and goes on', async () => {
  const { customer, primaryAdmin, withPartner, atCustomer } = await relate(world);
  expect(await customer.admin.delete(withPartner, { 'if-match': '"x"' })).toMatchObject(refused(412, 'etagMismatch'));
  expect(await primaryAdmin.delete(atCustomer, { 'if-match': '"x"' })).toMatchObject(refused(412, 'etagMismatch'));
  const { etag = '' } = await customer.admin.get(withPartner);
  expect((await customer.admin.delete(withPartner, { 'if-match': etag })).status).toBe(202);
});

test('R31 a dry run says what would be; access stays', async () => {
  const { customer, partner, primaryAdmin, withPartner, atCustomer } = await relate(world);
  const dry = await customer.admin.delete(`${withPartner}?dryRun=true`);
  expect(dry).toMatchObject({
    status: 200,
    body: {
      dryRun: true,
      wouldChange: [{ category: 'Relationship', operation: 'Delete', objectId: partner.tenantId }],
    },
  });
  expect((await primaryAdmin.get(`${atCustomer}/rooms`)).status).toBe(200);
});

test('R34 the same two start again with a new invitation, and the new relationship begins empty', async () => {
  const first = await relate(world);
  const { customer, partner, atCustomer, withPartner } = first;
  await first.primaryAdmin.post(`${atCustomer}/roles`, { name: 'Viewer', permissions: ['rooms.view'] });
  await end(first);
  const second = await relate(world, { customer, partner });
  expect(second.invitationId).not.toBe(first.invitationId);
  const seen = (await customer.admin.get(withPartner)).body;
  expect(seen).toMatchObject({
    state: 'active',
    invitationId: second.invitationId,
    primaryAdmins: [{ id: second.primaryAdmin.objectId }],
  });
  expect(seen['terminatedAt']).toBeUndefined();
  expect(await first.primaryAdmin.get(atCustomer)).toMatchObject(refused(404, 'notFound'));
  const roles = await second.primaryAdmin.all(`${atCustomer}/roles`);
  expect(roles.map(({ id }) => id)).toEqual(['primaryAdmin']);
  expect(await second.primaryAdmin.all('/partner/customers')).toHaveLength(1);
});

test('R27 R31 after the end the invitation is still accepted for the customer, and gone for the partner', async () => {
  const relation = await relate(world);
  await end(relation);
  const { customer, partner, ofCustomer, ofPartner } = relation;
  expect((await customer.admin.get(ofCustomer)).body).toMatchObject({ status: 'accepted' });
  expect((await partner.admin.get(ofPartner)).status).toBe(404);
});
