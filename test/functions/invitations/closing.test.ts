import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { invitationTo, invite, type Offer } from '../../support/relationship.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const dayMs = 24 * 60 * 60 * 1000;
const text: unknown = expect.any(String);

const accept = async ({ partner, ofPartner }: Offer) =>
  partner.admin.post(`${ofPartner}/accept`, { primaryAdmins: [(await world.person(partner.tenantId)).member] });
const decline = ({ partner, ofPartner }: Offer) => partner.admin.post(`${ofPartner}/decline`);
const cancel = ({ customer, ofCustomer }: Offer) => customer.admin.post(`${ofCustomer}/cancel`);
const resend = ({ customer, ofCustomer }: Offer, expiresInDays = 7) =>
  customer.admin.post(`${ofCustomer}/resend`, { expiresInDays });

const closings: Record<string, (offer: Offer) => Promise<unknown>> = {
  accepted: async (offer) => offer.partner.admin.ended(await accept(offer)),
  declined: decline,
  canceled: cancel,
  expired: ({ invitation }) => world.at(new Date(String(invitation['expiresAt'])), () => Promise.resolve()),
};
const closedAs = async (how: string) => {
  const offer = await invite(world, { expiresInDays: 1 });
  await closings[how]?.(offer);
  return offer;
};

test('R23 pending until one millisecond before expiresAt, expired from expiresAt on, for everybody and everywhere', async () => {
  const { customer, partner, ofCustomer, ofPartner, invitation } = await invite(world, { expiresInDays: 1 });
  const seen = async () => ({
    customer: (await customer.admin.get(ofCustomer)).body['status'],
    partner: (await partner.admin.get(ofPartner)).body['status'],
    pending: (await customer.admin.all('/customer/invitations?status=pending')).length,
    expired: (await customer.admin.all('/customer/invitations?status=expired')).length,
    listed: (await partner.admin.all('/partner/invitations')).length,
  });
  const expiresAt = Date.parse(String(invitation['expiresAt']));
  const before = await world.at(new Date(expiresAt - 1), seen);
  expect(before).toEqual({ customer: 'pending', partner: 'pending', pending: 1, expired: 0, listed: 1 });
  const from = await world.at(new Date(expiresAt), seen);
  expect(from).toEqual({ customer: 'expired', partner: 'expired', pending: 0, expired: 1, listed: 0 });
});

test('R23 R25 at the last millisecond it can be accepted; from expiresAt on it is 410 invitationExpired', async () => {
  const [late, early] = [await invite(world, { expiresInDays: 1 }), await invite(world, { expiresInDays: 1 })];
  const expiresAt = ({ invitation }: Offer) => Date.parse(String(invitation['expiresAt']));
  const accepted = await world.at(new Date(expiresAt(early) - 1), () => accept(early));
  expect(accepted.status).toBe(202);
  await early.partner.admin.ended(accepted);
  await world.at(new Date(Math.max(expiresAt(late), world.now().getTime())), async () => {
    expect(await accept(late)).toMatchObject(refused(410, 'invitationExpired'));
    expect(await decline(late)).toMatchObject(refused(410, 'invitationExpired'));
    expect(await cancel(late)).toMatchObject(refused(409, 'invitationClosed'));
    expect(await resend(late)).toMatchObject(refused(409, 'invitationClosed'));
  });
});

test('R23 R25 accepted around the instant of expiry: 202 and a relationship, or 410 and none', async () => {
  for (const margin of [-6, -3, 0]) {
    const offer = await invite(world, { expiresInDays: 1 });
    const expiresAt = Date.parse(String(offer.invitation['expiresAt']));
    await world.advance({ seconds: (expiresAt - world.now().getTime() + margin) / 1000 });
    const answers = await Promise.all([accept(offer), accept(offer)]);
    const won = answers.filter(({ status }) => status === 202);
    for (const answer of won) await offer.partner.admin.ended(answer);
    for (const { status } of answers) expect([202, 409, 410]).toContain(status);
    expect(await offer.customer.admin.all('/customer/partners')).toHaveLength(won.length);
    const { status } = (await offer.customer.admin.get(offer.ofCustomer)).body;
    expect(status).toBe(won.length === 1 ? 'accepted' : 'expired');
  }
});

test('R23 expiry is no event, and writes nothing', async () => {
  const { customer, partner, ofCustomer, ofPartner } = await closedAs('expired');
  world.storeCalls();
  await customer.admin.get(ofCustomer);
  await partner.admin.get(ofPartner);
  expect(world.storeCalls().filter(({ kind }) => kind === 'batch')).toEqual([]);
  expect(await customer.admin.all('/customer/auditEvents?category=PartnerInvitation')).toHaveLength(1);
});

test('R23 a pending invitation is resent: a new expiry from now on, and the time of it', async () => {
  const offer = await invite(world, { expiresInDays: 1 });
  await world.advance({ seconds: 23 * 60 * 60 });
  const resent = await resend(offer, 30);
  const { expiresAt: _, etag: __, ...rest } = offer.invitation;
  expect(resent).toMatchObject({ status: 200, body: { ...rest, status: 'pending' } });
  expect(resent.etag).not.toBe(offer.invitation['etag']);
  const at = (member: string) => Date.parse(String(resent.body[member]));
  expect(at('expiresAt') - at('resentAt')).toBe(30 * dayMs);
  expect(at('resentAt')).toBeGreaterThanOrEqual(Date.parse(String(offer.invitation['createdAt'])) + 23 * 3_600_000);
  await world.advance({ days: 2 });
  expect((await offer.partner.admin.get(offer.ofPartner)).body).toMatchObject({
    status: 'pending',
    expiresAt: resent.body['expiresAt'],
  });
});

test.each([[{}], [{ expiresInDays: 0 }], [{ expiresInDays: 31 }], [{ expiresInDays: 7, scope: {} }]])(
  'R23 resending with %j is 400',
  async (body) => {
    const { customer, ofCustomer } = await invite(world);
    expect(await customer.admin.post(`${ofCustomer}/resend`, body)).toMatchObject(refused(400, 'invalidRequest'));
  },
);

test('R23 a canceled invitation shows that it is, and when', async () => {
  const offer = await invite(world);
  const canceled = await cancel(offer);
  expect(canceled).toMatchObject({ status: 200, body: { status: 'canceled', closedAt: text } });
  expect((await offer.customer.admin.get(offer.ofCustomer)).body).toEqual(canceled.body);
});

test.each(['accepted', 'declined', 'canceled', 'expired'])(
  'R23 one that is %s can be neither canceled nor resent: 409 invitationClosed',
  async (how) => {
    const offer = await closedAs(how);
    expect(await cancel(offer)).toMatchObject(refused(409, 'invitationClosed'));
    expect(await resend(offer)).toMatchObject(refused(409, 'invitationClosed'));
  },
);

test.each([
  ['accepted', 409, 'invitationClosed'],
  ['declined', 404, 'notFound'],
  ['canceled', 409, 'invitationClosed'],
  ['expired', 410, 'invitationExpired'],
])('R23 R25 one that is %s can not be answered: %s %s', async (how, status, code) => {
  const offer = await closedAs(how);
  expect(await accept(offer)).toMatchObject(refused(status, code));
  expect(await decline(offer)).toMatchObject(refused(status, code));
});

test('R26 declining answers 204 and the invitation is gone for the partner; the customer keeps a minimal record', async () => {
  const offer = await invite(world);
  const { customer, partner, ofCustomer, ofPartner, invitationId } = offer;
  expect(await decline(offer)).toMatchObject({ status: 204, text: '' });
  expect(await partner.admin.get(ofPartner)).toMatchObject(refused(404, 'notFound'));
  expect(await partner.admin.all('/partner/invitations')).toEqual([]);
  await world.advance({ days: 1, seconds: 1 });
  expect(world.product.store.inspect('partners', partner.tenantId)).toEqual([]);
  const record = await customer.admin.get(ofCustomer);
  expect(record.body).toEqual({
    id: invitationId,
    partnerDomain: partner.domain,
    status: 'declined',
    createdAt: offer.invitation['createdAt'],
    closedAt: text,
    etag: record.etag,
  });
  expect(await customer.admin.all('/customer/invitations')).toEqual([record.body]);
});

test.each(['accepted', 'canceled', 'expired'])(
  'R27 one that is %s shows the partner id, customer, status and times by id, and is not in its list',
  async (how) => {
    const { customer, partner, ofPartner, invitationId, invitation } = await closedAs(how);
    expect(await partner.admin.all('/partner/invitations')).toEqual([]);
    const seen = await partner.admin.get(ofPartner);
    expect(seen.body).toEqual({
      id: invitationId,
      customer: { tenantId: customer.tenantId, displayName: customer.name, defaultDomain: customer.domain },
      status: how,
      createdAt: invitation['createdAt'],
      expiresAt: invitation['expiresAt'],
      ...(how === 'expired' ? {} : { closedAt: text }),
      etag: seen.etag,
    });
  },
);

test('R27 the customer sees every closed invitation and why, and filters by it', async () => {
  const partner = await world.tenant('Tailspin', { partner: true });
  const customer = await world.tenant('Contoso');
  const ways = ['declined', 'canceled', 'expired', 'accepted'];
  for (const how of ways) await closings[how]?.(await invite(world, { customer, partner, expiresInDays: 1 }));
  const pending = await invite(world, { customer });
  const statuses = async (query: string) =>
    (await customer.admin.all(`/customer/invitations${query}`)).map(({ status }) => String(status));
  expect(await statuses('')).toEqual([...ways, 'pending']);
  for (const status of [...ways, 'pending']) expect(await statuses(`?status=${status}`)).toEqual([status]);
  expect(await statuses('?status=pending,expired')).toEqual(['expired', 'pending']);
  expect(await statuses('?status=accepted,declined,canceled,expired,pending&top=1')).toEqual([...ways, 'pending']);
  for (const status of ['', 'open', 'pending,', 'Pending', 'pending,pending,pending,pending,pending,pending']) {
    const answer = await customer.admin.get(`/customer/invitations?status=${status}`);
    expect(answer).toMatchObject(refused(400, 'invalidRequest'));
  }
  expect(await cancel(pending)).toMatchObject({ status: 200 });
});

test('R27 an invitation of another customer is 404', async () => {
  const { ofCustomer } = await invite(world);
  const { admin } = await world.tenant('Fabrikam');
  expect(await admin.get(ofCustomer)).toMatchObject(refused(404, 'notFound'));
  expect(await admin.post(`${ofCustomer}/cancel`)).toMatchObject(refused(404, 'notFound'));
  expect(await admin.get('/customer/invitations/tenant')).toMatchObject(refused(404, 'notFound'));
  expect(
    await admin.post('/customer/invitations', invitationTo(await world.tenant('X', { partner: true }))),
  ).toMatchObject({
    status: 201,
  });
});
