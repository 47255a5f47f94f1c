import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { heldWorkflows } from '../../support/heldWorkflows.ts';
import { refused } from '../../support/refused.ts';
import { invite, relate, type Offer } from '../../support/relationship.ts';
import { startWorld, type World } from '../../support/world.ts';

const workflows = heldWorkflows();
let world: World;
beforeAll(async () => {
  world = await startWorld({ swap: workflows.swap });
});
afterAll(() => world.stop());

const accept = ({ partner, ofPartner }: Offer, primaryAdmins: unknown, headers: Record<string, string> = {}) =>
  partner.admin.post(`${ofPartner}/accept`, { primaryAdmins }, headers);

test('R25 accepting is 202 with the operation, which ends with the relationship active', async () => {
  const offer = await invite(world);
  const { customer, partner, ofCustomer } = offer;
  const pia = await world.person(partner.tenantId);
  const accepted = await accept(offer, [pia.member]);
  const text: unknown = expect.any(String);
  expect(accepted.status).toBe(202);
  expect(accepted.body).toEqual({
    id: expect.stringMatching(/^op_/) as unknown,
    kind: 'acceptInvitation',
    status: 'notStarted',
    createdAt: text,
    updatedAt: text,
    steps: [
      { name: 'activateRelationship', status: 'notStarted' },
      { name: 'pointToCustomer', status: 'notStarted' },
    ],
  });
  const location = accepted.headers.get('operation-location');
  expect(location).toBe(`${world.product.api[0]}/operations/${String(accepted.body['id'])}`);
  expect(accepted.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await partner.admin.ended(accepted)).toEqual({
    ...accepted.body,
    status: 'succeeded',
    updatedAt: text,
    steps: [
      { name: 'activateRelationship', status: 'succeeded' },
      { name: 'pointToCustomer', status: 'succeeded' },
    ],
    result: { customerId: customer.tenantId, partnerId: partner.tenantId, state: 'active' },
  });
  expect((await customer.admin.get(ofCustomer)).body).toMatchObject({ status: 'accepted', closedAt: text });
});

test('R25 R30 until it is active the partner has no access: metadata only, the rest is 403 relationshipNotActive', async () => {
  const offer = await invite(world);
  const { customer, partner } = offer;
  const pia = await world.person(partner.tenantId);
  const stranger = await world.person(partner.tenantId);
  const atCustomer = `/partner/customers/${customer.tenantId}`;
  const accepted = await workflows.during(async () => {
    const answer = await accept(offer, [pia.member]);
    for (const person of [pia, partner.admin]) {
      expect((await person.get(atCustomer)).body).toMatchObject({ state: 'activating' });
      expect(await person.get(`${atCustomer}/rooms`)).toMatchObject(refused(403, 'relationshipNotActive'));
      expect((await person.all('/partner/customers')).map(({ state }) => state)).toEqual(['activating']);
    }
    expect(await stranger.get(atCustomer)).toMatchObject(refused(404, 'notFound'));
    const seen = await customer.admin.get(`/customer/partners/${partner.tenantId}`);
    expect(seen.body).toMatchObject({ state: 'activating', primaryAdmins: [pia.member] });
    expect(seen.body['activatedAt']).toBeUndefined();
    return answer;
  });
  await partner.admin.ended(accepted);
  expect((await pia.get(`${atCustomer}/rooms`)).status).toBe(200);
});

test('R25 there is no lasting tie to whoever accepted: they have no role there', async () => {
  const { partner, atCustomer } = await relate(world);
  expect((await partner.admin.get(atCustomer)).body['myRoles']).toEqual([]);
  expect(await partner.admin.get(`${atCustomer}/rooms`)).toMatchObject(refused(403, 'permissionDenied'));
});

test('R25 a Tenant manager accepts as a Global Administrator does, and may name themselves', async () => {
  const offer = await invite(world);
  const manager = await world.person(offer.partner.tenantId);
  await offer.partner.admin.post('/partner/tenantManagers', manager.member);
  const accepted = await manager.post(`${offer.ofPartner}/accept`, { primaryAdmins: [manager.member] });
  expect(accepted.status).toBe(202);
  expect(await manager.ended(accepted)).toMatchObject({ status: 'succeeded' });
  expect((await manager.get(`/partner/customers/${offer.customer.tenantId}/rooms`)).status).toBe(200);
});

test.each([
  ['nobody', []],
  ['nothing', undefined],
  ['an application', [{ type: 'application', id: randomUUID() }]],
  ['an id that is no GUID', [{ type: 'user', id: 'pia' }]],
  ['an id in capitals', [{ type: 'user', id: randomUUID().toUpperCase() }]],
  ['101 people', Array.from({ length: 101 }, () => ({ type: 'user', id: randomUUID() }))],
  ['somebody with a role', [{ type: 'user', id: randomUUID(), role: 'primaryAdmin' }]],
])('R25 naming %s is 400', async (_, primaryAdmins) => {
  expect(await accept(await invite(world), primaryAdmins)).toMatchObject(refused(400, 'invalidRequest'));
});

test('R25 R41 whoever is no user or security group of the partner is 422 principalUnknown, and nothing is accepted', async () => {
  const offer = await invite(world);
  const { customer, partner, ofCustomer } = offer;
  const { tenantId } = partner;
  const pia = await world.person(tenantId);
  const security = await world.group(tenantId);
  const mailOnly = await world.group(tenantId, { securityEnabled: false });
  const gone = await world.person(tenantId);
  await world.product.directory.removeUser(tenantId, gone.objectId);
  const application = randomUUID();
  await world.product.directory.putUser({
    tenantId,
    objectId: application,
    displayName: 'App',
    userPrincipalName: `${application}@apps.example`,
    wids: [],
    roles: [],
    memberOf: [],
    kind: 'application',
  });
  const unknown = [
    { type: 'user', id: randomUUID() },
    { type: 'group', id: randomUUID() },
    { type: 'group', id: pia.objectId },
    { type: 'user', id: security.id },
    mailOnly,
    gone.member,
    { type: 'user', id: application },
    (await world.person(customer.tenantId)).member,
    await world.group(customer.tenantId),
  ];
  for (const member of unknown) {
    const answer = await accept(offer, [pia.member, member]);
    expect(answer).toMatchObject(refused(422, 'principalUnknown'));
    expect(answer.body['errors']).toMatchObject([{ code: 'principalUnknown', message: `${member.type} ${member.id}` }]);
  }
  expect((await customer.admin.get(ofCustomer)).body).toMatchObject({ status: 'pending' });
  expect(await customer.admin.all('/customer/partners')).toEqual([]);
});

test('R25 R42 members of a named group have access, through nested groups too', async () => {
  const offer = await invite(world);
  const { partner, customer } = offer;
  const outer = await world.group(partner.tenantId);
  const inner = await world.group(partner.tenantId, { memberOf: [outer.id] });
  const [direct, nested, outside] = await Promise.all([
    world.person(partner.tenantId, { memberOf: [outer.id] }),
    world.person(partner.tenantId, { memberOf: [inner.id] }),
    world.person(partner.tenantId),
  ]);
  await partner.admin.ended(await accept(offer, [outer]));
  const rooms = `/partner/customers/${customer.tenantId}/rooms`;
  expect((await direct.get(rooms)).status).toBe(200);
  expect((await nested.get(rooms)).status).toBe(200);
  expect(await outside.get(rooms)).toMatchObject(refused(404, 'notFound'));
});

test('R25 R41 somebody named twice counts once; names that are sent along are ignored', async () => {
  const offer = await invite(world);
  const pia = await world.person(offer.partner.tenantId, { name: 'Pia' });
  await offer.partner.admin.ended(await accept(offer, [{ ...pia.member, displayName: 'Mallory' }, pia.member]));
  const { body } = await offer.customer.admin.get(`/customer/partners/${offer.partner.tenantId}`);
  expect(body['primaryAdmins']).toEqual([{ ...pia.member, displayName: 'Pia' }]);
});

test('R25 accepting twice is 409 invitationClosed; under one Idempotency-Key it is the first answer again', async () => {
  const offer = await invite(world);
  const pia = await world.person(offer.partner.tenantId);
  const key = { 'idempotency-key': 'accept-1' };
  const first = await accept(offer, [pia.member], key);
  await offer.partner.admin.ended(first);
  const again = await accept(offer, [pia.member], key);
  expect(again).toMatchObject({ status: 202, text: first.text });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.headers.get('operation-location')).toBe(first.headers.get('operation-location'));
  expect(await accept(offer, [pia.member])).toMatchObject(refused(409, 'invitationClosed'));
  const other = await accept(offer, [pia.member, await world.group(offer.partner.tenantId)], key);
  expect(other).toMatchObject(refused(422, 'idempotencyKeyReused'));
  expect(
    world.product.store.inspect('tenants', offer.customer.tenantId).filter(({ type }) => type === 'relationship'),
  ).toHaveLength(1);
});

test('R25 a stored answer is given only to whoever may still accept', async () => {
  const offer = await invite(world);
  const manager = await world.person(offer.partner.tenantId);
  await offer.partner.admin.post('/partner/tenantManagers', manager.member);
  const send = () =>
    manager.post(`${offer.ofPartner}/accept`, { primaryAdmins: [manager.member] }, { 'idempotency-key': 'k' });
  await manager.ended(await send());
  await offer.partner.admin.delete(`/partner/tenantManagers/${manager.objectId}`);
  expect(await send()).toMatchObject(refused(403, 'permissionDenied'));
});

test('R25 a dry run finds every refusal, says what would be, and accepts nothing', async () => {
  const offer = await invite(world);
  const { customer, partner, ofCustomer, ofPartner } = offer;
  const pia = await world.person(partner.tenantId);
  const dry = (member: object) => partner.admin.post(`${ofPartner}/accept?dryRun=true`, { primaryAdmins: [member] });
  expect(await dry({ type: 'user', id: randomUUID() })).toMatchObject(refused(422, 'principalUnknown'));
  expect(await dry(pia.member)).toMatchObject({
    status: 200,
    body: {
      dryRun: true,
      wouldChange: [
        { category: 'PartnerInvitation', operation: 'Update' },
        { category: 'Relationship', operation: 'Create', objectName: partner.name },
      ],
    },
  });
  expect((await customer.admin.get(ofCustomer)).body).toMatchObject({ status: 'pending' });
});

test('R20 R25 the relationship has the scope and the change control of the invitation', async () => {
  const customer = await world.tenant('Contoso');
  const { body: room } = await customer.admin.post('/customer/rooms', { name: 'A', accountUpn: 'a@x.example' });
  const said = {
    scope: { kind: 'selected', roomIds: [room['id']] },
    changeControl: { 'rooms.modify': 'manual' },
  };
  const { withPartner, invitationId, invitation } = await relate(world, { customer, ...said });
  expect((await customer.admin.get(withPartner)).body).toMatchObject({
    state: 'active',
    invitationId,
    scope: invitation['scope'],
    changeControl: invitation['changeControl'],
  });
});
