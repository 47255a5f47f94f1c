import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { end, invitationTo, invite, relate } from '../../support/relationship.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
let contoso: WorldTenant;
let tailspin: WorldTenant;
beforeAll(async () => {
  world = await startWorld();
  [contoso, tailspin] = await Promise.all([world.tenant('Contoso'), world.tenant('Tailspin', { partner: true })]);
});
afterAll(() => world.stop());

const dayMs = 24 * 60 * 60 * 1000;
/** An invitation that is refused, or only tried. */
const attempt = (options: object = {}, query = '') =>
  contoso.admin.post(`/customer/invitations${query}`, invitationTo(tailspin, options));
const dryRun = (options: object = {}) => attempt(options, '?dryRun=true');

test('R20 R21 an invitation says what was offered, with its defaults, by whom and until when', async () => {
  const [customer, partner] = await Promise.all([world.tenant('Contoso'), world.tenant('Tailspin', { partner: true })]);
  const before = world.now().getTime();
  const made = await customer.admin.post(
    '/customer/invitations',
    invitationTo(partner, { partnerDomain: partner.domain.toUpperCase(), expiresInDays: 30 }),
  );
  expect(made.status).toBe(201);
  const auto = {
    'rooms.modify': 'auto',
    'updateRings.modify': 'auto',
    'tickets.update': 'auto',
    'roles.modify': 'auto',
  };
  const text: unknown = expect.any(String);
  expect(made.body).toEqual({
    id: expect.stringMatching(/^inv_/) as unknown,
    partnerDomain: partner.domain,
    partnerId: partner.tenantId,
    partnerDisplayName: 'Tailspin',
    status: 'pending',
    scope: { kind: 'allRooms' },
    changeControl: auto,
    acceptedTermsVersion: '2026-11',
    createdAt: text,
    createdBy: { userId: text, tenantId: customer.tenantId },
    expiresAt: text,
    etag: made.etag,
  });
  const createdAt = Date.parse(String(made.body['createdAt']));
  expect(createdAt).toBeGreaterThanOrEqual(before);
  expect(Date.parse(String(made.body['expiresAt'])) - createdAt).toBe(30 * dayMs);
});

test('R21 change control is per kind of change; what is left out is auto', async () => {
  const { invitation } = await invite(world, { changeControl: { 'roles.modify': 'manual' } });
  expect(invitation['changeControl']).toEqual({
    'rooms.modify': 'auto',
    'updateRings.modify': 'auto',
    'tickets.update': 'auto',
    'roles.modify': 'manual',
  });
});

describe('R21 400 for', () => {
  test.each([
    ['no days', { expiresInDays: undefined }],
    ['0 days', { expiresInDays: 0 }],
    ['31 days', { expiresInDays: 31 }],
    ['half a day', { expiresInDays: 0.5 }],
    ['days as text', { expiresInDays: '7' }],
    ['no scope', { scope: undefined }],
    ['a scope of an unknown kind', { scope: { kind: 'everything' } }],
    ['a scope that selects nothing', { scope: { kind: 'selected', roomIds: [], roomGroupIds: [] } }],
    ['a scope of all rooms that also selects', { scope: { kind: 'allRooms', roomIds: ['room_1'] } }],
    ['a kind of change that there is not', { changeControl: { 'rooms.delete': 'manual' } }],
    ['a control that there is not', { changeControl: { 'rooms.modify': 'never' } }],
    ['no domain', { partnerDomain: undefined }],
    ['an unknown member', { note: 'hello' }],
  ])('%s', async (_, options) => {
    expect(await attempt(options)).toMatchObject(refused(400, 'invalidRequest'));
  });
});

test('R21 the bounds themselves are right: 1 and 30 days', async () => {
  for (const expiresInDays of [1, 30]) expect((await dryRun({ expiresInDays })).status).toBe(200);
});

test('R21 without agreement, or to another version of the terms: 422 termsNotAccepted', async () => {
  for (const acceptedTermsVersion of [undefined, '2025-01', '']) {
    expect(await attempt({ acceptedTermsVersion })).toMatchObject(refused(422, 'termsNotAccepted'));
    expect(await dryRun({ acceptedTermsVersion })).toMatchObject(refused(422, 'termsNotAccepted'));
  }
});

test('R20 a domain of no onboarded partner: 422 partnerDomainUnknown', async () => {
  const noPartner = await world.tenant('Fabrikam');
  for (const partnerDomain of [noPartner.domain, 'nobody.example', 'no domain', contoso.domain]) {
    expect(await attempt({ partnerDomain })).toMatchObject(refused(422, 'partnerDomainUnknown'));
  }
});

test('R6 nobody invites their own organisation: 422 ownTenant', async () => {
  const invitation = invitationTo(tailspin);
  const answer = await tailspin.admin.post('/customer/invitations', invitation);
  expect(answer).toMatchObject(refused(422, 'ownTenant'));
});

test('R21 rooms and groups that do not exist, or are another customer’s: 422 roomUnknown, roomGroupUnknown', async () => {
  const other = await world.tenant('Fabrikam');
  const { body: room } = await other.admin.post('/customer/rooms', { name: 'R', accountUpn: 'r@x.example' });
  const { body: group } = await other.admin.post('/customer/roomGroups', { name: 'G' });
  const { body: own } = await contoso.admin.post('/customer/rooms', { name: 'Own', accountUpn: 'own@x.example' });
  for (const id of ['room_0', 'tenant', '../x', room['id'], group['id']]) {
    const answer = await attempt({ scope: { kind: 'selected', roomIds: [own['id'], id] } });
    expect(answer).toMatchObject(refused(422, 'roomUnknown'));
  }
  for (const id of ['grp_0', group['id'], own['id']]) {
    const answer = await attempt({ scope: { kind: 'selected', roomGroupIds: [id] } });
    expect(answer).toMatchObject(refused(422, 'roomGroupUnknown'));
  }
});

test('R20 only GA and MSA invite, and read invitations', async () => {
  const somebody = await world.person(contoso.tenantId);
  const denied = refused(403, 'permissionDenied');
  expect(await somebody.post('/customer/invitations', invitationTo(tailspin))).toMatchObject(denied);
  expect(await somebody.get('/customer/invitations')).toMatchObject(denied);
  expect(await somebody.get('/customer/invitations/inv_0')).toMatchObject(denied);
  for (const action of ['cancel', 'resend']) {
    expect(await somebody.post(`/customer/invitations/inv_0/${action}`)).toMatchObject(denied);
  }
});

test('R3 R20 a Managed Service Administrator invites as a Global Administrator does', async () => {
  const customer = await world.tenant('Contoso');
  const msa = await world.person(customer.tenantId);
  const role = '/customer/roles/managedServiceAdministrator/assignments';
  const assigned = await customer.admin.post(role, {
    name: 'MSA',
    members: [msa.member],
    scope: { kind: 'allRooms' },
  });
  expect(assigned.status).toBe(201);
  expect((await msa.post('/customer/invitations', invitationTo(tailspin))).status).toBe(201);
});

test('R22 at most one invitation to a partner is pending: 409 invitationPending; to another partner there may be one', async () => {
  const { customer, partner } = await invite(world);
  const again = () => customer.admin.post('/customer/invitations', invitationTo(partner));
  expect(await again()).toMatchObject(refused(409, 'invitationPending'));
  const other = await world.tenant('Wingtip', { partner: true });
  expect((await customer.admin.post('/customer/invitations', invitationTo(other))).status).toBe(201);
});

test('R22 the partner is the tenant, not the domain: another domain of it is 409 invitationPending too', async () => {
  const { customer, partner } = await invite(world);
  const second = `second-${partner.domain}`;
  await world.operator.put(`/platform/tenants/${partner.tenantId}`, {
    displayName: 'Tailspin',
    defaultDomain: second,
    domains: [second, partner.domain],
    partner: true,
  });
  const again = await customer.admin.post('/customer/invitations', invitationTo(partner, { partnerDomain: second }));
  expect(again).toMatchObject(refused(409, 'invitationPending'));
});

test('R20 the tenant id counts from the moment of inviting, whoever has the domain later', async () => {
  const { partner, ofPartner, ofCustomer, customer } = await invite(world);
  const { domain } = partner;
  await world.operator.put(`/platform/tenants/${partner.tenantId}`, {
    displayName: 'Tailspin',
    defaultDomain: `new-${domain}`,
    domains: [`new-${domain}`],
    partner: true,
  });
  const heir = await world.tenant('Heir', { partner: true });
  await world.operator.put(`/platform/tenants/${heir.tenantId}`, {
    displayName: 'Heir',
    defaultDomain: domain,
    domains: [domain, heir.domain],
    partner: true,
  });
  expect((await partner.admin.get(ofPartner)).status).toBe(200);
  expect(await heir.admin.get(ofPartner)).toMatchObject(refused(404, 'notFound'));
  expect(await heir.admin.all('/partner/invitations')).toEqual([]);
  expect((await customer.admin.get(ofCustomer)).body).toMatchObject({
    partnerDomain: domain,
    partnerId: partner.tenantId,
  });
});

test.each(['cancel', 'decline', 'expiry'])('R22 an invitation closed by %s blocks no new one', async (how) => {
  const { customer, partner, ofCustomer, ofPartner } = await invite(world, { expiresInDays: 1 });
  if (how === 'cancel') await customer.admin.post(`${ofCustomer}/cancel`);
  else if (how === 'decline') await partner.admin.post(`${ofPartner}/decline`);
  else await world.advance({ days: 1 });
  expect((await customer.admin.post('/customer/invitations', invitationTo(partner))).status).toBe(201);
});

test('R22 while there is a live relationship, and while it is ending: 409 relationshipExists; afterwards it may begin again', async () => {
  const relation = await relate(world);
  const { customer, partner, withPartner } = relation;
  const again = () => customer.admin.post('/customer/invitations', invitationTo(partner));
  expect(await again()).toMatchObject(refused(409, 'relationshipExists'));
  const accepting = await customer.admin.delete(withPartner);
  expect(accepting.status).toBe(202);
  await customer.admin.ended(accepting);
  expect((await again()).status).toBe(201);
});

test('R22 a relationship with one partner does not hinder an invitation to another', async () => {
  const relation = await relate(world);
  const { invitation } = await invite(world, { customer: relation.customer });
  expect(invitation['status']).toBe('pending');
  await end(relation);
});

test('R20 a dry run checks everything, says what would be, and invites nobody', async () => {
  const [customer, partner] = [await world.tenant('Contoso'), await world.tenant('Tailspin', { partner: true })];
  const dry = await customer.admin.post('/customer/invitations?dryRun=true', invitationTo(partner));
  expect(dry).toMatchObject({
    status: 200,
    body: {
      dryRun: true,
      wouldChange: [{ category: 'PartnerInvitation', operation: 'Create', objectName: partner.domain }],
    },
  });
  expect(await customer.admin.all('/customer/invitations')).toEqual([]);
  expect(world.product.store.inspect('partners', partner.tenantId)).toEqual([]);
});

test('R20 under one Idempotency-Key there is one invitation', async () => {
  const [customer, partner] = [await world.tenant('Contoso'), await world.tenant('Tailspin', { partner: true })];
  const send = () =>
    customer.admin.post('/customer/invitations', invitationTo(partner), { 'idempotency-key': 'first try' });
  expect(await send()).toMatchObject(refused(400, 'invalidRequest'));
  const keyed = () => customer.admin.post('/customer/invitations', invitationTo(partner), { 'idempotency-key': 'k1' });
  const first = await keyed();
  const second = await keyed();
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.text).toBe(first.text);
  expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  expect(await customer.admin.all('/customer/invitations')).toHaveLength(1);
});
