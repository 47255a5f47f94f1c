import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { ApiAnswer, Body } from '../../support/caller.ts';
import { refused } from '../../support/refused.ts';
import { end, invitationTo, invite, relate } from '../../support/relationship.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const log = ({ admin }: WorldTenant, query = '') => admin.all(`/customer/auditEvents${query}`);
/** `category operation result side`, oldest first. */
const lines = async (tenant: WorldTenant, query = '') =>
  (await log(tenant, query))
    .map(({ activity, side }) =>
      [activity?.['category'], activity?.['operation'], activity?.['resultStatus'], side].join(' '),
    )
    .reverse();
const room = (tenant: WorldTenant, name: string) =>
  tenant.admin.post('/customer/rooms', { name, accountUpn: `${name.toLowerCase()}@x.example` });

test('R90 an event says what, of what kind, by whom, when, on which side, in which request, and what changed', async () => {
  const customer = await world.tenant('Contoso');
  const partner = await world.tenant('Tailspin', { partner: true });
  const headers = { 'x-request-id': 'my-request' };
  const made = await customer.admin.post('/customer/invitations', invitationTo(partner), headers);
  const [event] = await log(customer);
  expect(event).toEqual({
    id: expect.stringMatching(/^evt_/) as unknown,
    activity: {
      category: 'PartnerInvitation',
      objectId: made.body['id'],
      objectName: partner.domain,
      operation: 'Create',
      resultStatus: 'Successful',
      tenantId: customer.tenantId,
    },
    creationTime: made.body['createdAt'],
    user: { userId: made.body['createdBy']?.['userId'], userTenantId: customer.tenantId },
    side: 'customer',
    requestId: 'my-request',
    changes: expect.arrayContaining([
      { path: '/partnerDomain', to: partner.domain },
      { path: '/status', to: 'pending' },
      { path: '/expiresAt', to: made.body['expiresAt'] },
    ]) as unknown,
  });
});

test('R90 the life of a relationship is in the customer’s log: each change one event, accepting two', async () => {
  const relation = await relate(world);
  const { customer } = relation;
  await end(relation);
  expect(await lines(customer)).toEqual([
    'Settings Create Successful operator',
    'PartnerInvitation Create Successful customer',
    'PartnerInvitation Update Successful partner',
    'Relationship Create Successful partner',
    'Relationship Delete Successful customer',
  ]);
});

test('R90 resending, canceling and declining are events with what they changed', async () => {
  const canceled = await invite(world);
  await canceled.customer.admin.post(`${canceled.ofCustomer}/resend`, { expiresInDays: 30 });
  await canceled.customer.admin.post(`${canceled.ofCustomer}/cancel`);
  const [cancel, resend] = await log(canceled.customer);
  const paths = (event: Body | undefined) =>
    (event?.['changes'] as unknown as { path: string }[]).map(({ path }) => path);
  expect(paths(resend).sort()).toEqual(['/expiresAt', '/resentAt']);
  expect(cancel?.['changes']).toContainEqual({ path: '/status', from: 'pending', to: 'canceled' });
  const declined = await invite(world);
  await declined.partner.admin.post(`${declined.ofPartner}/decline`);
  const [decline] = await log(declined.customer);
  expect(decline).toMatchObject({ side: 'partner', user: { userTenantId: declined.partner.tenantId } });
  expect(decline?.['changes']).toContainEqual({ path: '/status', from: 'pending', to: 'declined' });
});

test('R91 a change and its event are in one batch, and there is no other one in the customer’s partition', async () => {
  const { customer, partner, primaryAdmin, atCustomer, withPartner } = await relate(world);
  const offer = await invite(world, { customer });
  const pia = await world.person(offer.partner.tenantId);
  const { body: made } = await room(customer, 'Alpha');
  const second = await world.person(partner.tenantId);
  const acts: [object: string, act: () => Promise<ApiAnswer>, events: number][] = [
    [`rel_${partner.tenantId}`, () => partner.admin.post(`${atCustomer}/primaryAdmins`, second.member), 1],
    [String(made['id']), () => primaryAdmin.patch(`${atCustomer}/rooms/${String(made['id'])}`, { name: 'Beta' }), 1],
    [
      `rel_${partner.tenantId}`,
      () => primaryAdmin.post(`${atCustomer}/roles`, { name: 'R', permissions: ['rooms.view'] }),
      1,
    ],
    [offer.invitationId, () => customer.admin.post(`${offer.ofCustomer}/resend`, { expiresInDays: 3 }), 1],
    [
      offer.invitationId,
      () => offer.partner.admin.post(`${offer.ofPartner}/accept`, { primaryAdmins: [pia.member] }),
      2,
    ],
    [`rel_${partner.tenantId}`, () => customer.admin.delete(withPartner), 1],
  ];
  for (const [object, act, events] of acts) {
    world.storeCalls();
    const answer = await act();
    expect(answer.status).toBeLessThan(300);
    const batches = world
      .storeCalls()
      .filter(({ kind, partitionKey, operations }) => {
        const commits = kind === 'batch' && partitionKey === customer.tenantId;
        return commits && (operations ?? []).some(({ id }) => id.startsWith('evt_'));
      })
      .map(({ operations = [], status }) => ({
        status,
        object: operations.some(({ id }) => id === object),
        events: operations.filter(({ id }) => id.startsWith('evt_')).length,
      }));
    expect(batches).toEqual([{ status: 200, object: true, events }]);
    if (answer.status === 202) await customer.admin.ended(answer);
  }
});

test('R90 an attempt refused with 403, 409, 410, 412 or 422 is an event, with who and why; 400, 401, 404 are none', async () => {
  const { customer, partner, ofCustomer, ofPartner, invitationId } = await invite(world, { expiresInDays: 1 });
  const somebody = await world.person(customer.tenantId);
  const body = invitationTo(partner);
  const before = (await log(customer)).length;
  const expectEvent = async (answer: ApiAnswer, event: object) => {
    const { code } = answer.body as { code?: unknown };
    const [newest] = await log(customer);
    expect(newest).toMatchObject({ ...event, activity: { resultStatus: 'Failed' }, error: { code } });
    expect(newest?.['changes']).toBeUndefined();
    return answer.status;
  };
  const seen = [
    await expectEvent(await somebody.post('/customer/invitations', body), { user: { userId: somebody.objectId } }),
    await expectEvent(await customer.admin.post('/customer/invitations', body), { side: 'customer' }),
    await expectEvent(await customer.admin.post('/customer/invitations', { ...body, acceptedTermsVersion: 'x' }), {}),
  ];
  await world.advance({ days: 1 });
  const admins = { primaryAdmins: [(await world.person(partner.tenantId)).member] };
  seen.push(
    await expectEvent(await partner.admin.post(`${ofPartner}/accept`, admins), {
      side: 'partner',
      activity: { objectId: invitationId, category: 'PartnerInvitation', operation: 'Update' },
    }),
    await expectEvent(await customer.admin.post(`${ofCustomer}/cancel`), { side: 'customer' }),
  );
  const { body: made } = await room(customer, 'Alpha');
  const stale = await customer.admin.patch(
    `/customer/rooms/${String(made['id'])}`,
    { name: 'B' },
    { 'if-match': '"x"' },
  );
  seen.push(await expectEvent(stale, { activity: { objectId: made['id'], category: 'Room' } }));
  expect(seen).toEqual([403, 409, 422, 410, 409, 412]);

  const none = [
    await customer.admin.post('/customer/invitations', { ...body, expiresInDays: 99 }),
    await world.nobody.post('/customer/invitations', body),
    await customer.admin.post('/customer/invitations/inv_0/cancel'),
    await customer.admin.post('/customer/invitations?dryRun=true', { ...body, acceptedTermsVersion: 'x' }),
  ];
  expect(none.map(({ status }) => status)).toEqual([400, 401, 404, 422]);
  expect(await log(customer)).toHaveLength(before + seen.length + 1);
});

test('R90 somebody of a tenant without a relationship there never writes into a customer’s log', async () => {
  const { customer, ofPartner } = await relate(world);
  const before = await log(customer);
  const other = await world.tenant('Wingtip', { partner: true });
  const stranger = await world.person(other.tenantId);
  const admins = { primaryAdmins: [stranger.member] };
  for (const who of [other.admin, stranger]) {
    await who.post(`/partner/customers/${customer.tenantId}/roles`, { name: 'R', permissions: ['rooms.view'] });
    await who.delete(`/partner/customers/${customer.tenantId}`);
    await who.post(`${ofPartner}/accept`, admins);
  }
  expect(await log(customer)).toEqual(before);
});

test('R90 a partner’s attempt without permission is in the customer’s log, told as the partner’s', async () => {
  const { customer, partner, atCustomer } = await relate(world);
  expect(await partner.admin.delete(atCustomer)).toMatchObject(refused(403, 'permissionDenied'));
  const [event] = await log(customer, '?result=Failed');
  expect(event).toMatchObject({
    side: 'partner',
    user: { userTenantId: partner.tenantId },
    activity: { category: 'Relationship', operation: 'Delete' },
    error: { code: 'permissionDenied' },
  });
});

test('R90 what changes nothing is no event, and neither is a dry run', async () => {
  const customer = await world.tenant('Contoso');
  const { body } = await room(customer, 'Alpha');
  const address = `/customer/rooms/${String(body['id'])}`;
  const before = await log(customer);
  expect((await customer.admin.patch(address, { name: 'Alpha' })).status).toBe(200);
  expect((await customer.admin.patch(`${address}?dryRun=true`, { name: 'Beta' })).status).toBe(200);
  expect(await log(customer)).toEqual(before);
});

test('R90 a repeated request under its Idempotency-Key is one event', async () => {
  const customer = await world.tenant('Contoso');
  const body = { name: 'Alpha', accountUpn: 'a@x.example' };
  for (let time = 0; time < 2; time++) await customer.admin.post('/customer/rooms', body, { 'idempotency-key': 'k' });
  expect(await log(customer, '?category=Room')).toHaveLength(1);
});

test('R90 R93 the partner’s changes carry the assignment that allowed them, and can be told apart', async () => {
  const { customer, partner, primaryAdmin, atCustomer } = await relate(world);
  const { body } = await room(customer, 'Alpha');
  await primaryAdmin.patch(`${atCustomer}/rooms/${String(body['id'])}`, { name: 'Beta' });
  const byPartner = await log(customer, '?side=partner&category=Room');
  expect(byPartner).toMatchObject([
    {
      user: { userId: primaryAdmin.objectId, userTenantId: partner.tenantId },
      through: { roleId: 'primaryAdmin', assignmentId: 'assignedAdmins' },
      changes: [{ path: '/name', from: 'Alpha', to: 'Beta' }],
    },
  ]);
  expect(await log(customer, `?userTenantId=${partner.tenantId}&category=Room`)).toEqual(byPartner);
  expect(await lines(customer, '?side=customer&category=Room')).toEqual(['Room Create Successful customer']);
});

test('R90 changes of a partner’s own data are in its own log, and not in its customers’', async () => {
  const { customer, partner } = await relate(world);
  const manager = await world.person(partner.tenantId);
  const before = await log(customer);
  await partner.admin.post('/partner/tenantManagers', manager.member);
  await partner.admin.delete(`/partner/tenantManagers/${manager.objectId}`);
  expect(await lines(partner, '?category=User')).toEqual([
    'User Create Successful customer',
    'User Delete Successful customer',
  ]);
  expect(await log(customer)).toEqual(before);
});

test('R92 the log is newest first, whatever the page size, and filtered by every member that it names', async () => {
  const { customer, partner, atCustomer } = await relate(world);
  await partner.admin.delete(atCustomer);
  await room(customer, 'Alpha');
  const all = await log(customer);
  const times = all.map(({ creationTime }) => String(creationTime));
  expect(times).toEqual([...times].sort().reverse());
  for (const query of ['?top=1', '?top=2', '?top=200']) expect(await log(customer, query)).toEqual(all);
  const ids = async (query: string) => (await log(customer, query)).map(({ id }) => id);
  const where = (holds: (event: Body) => boolean) => all.filter(holds).map(({ id }) => id);
  const activity = (event: Body, member: string) => String(event['activity']?.[member]);
  expect(await ids('?category=Room,Relationship')).toEqual(
    where((event) => ['Room', 'Relationship'].includes(activity(event, 'category'))),
  );
  expect(await ids('?operation=Create')).toEqual(where((event) => activity(event, 'operation') === 'Create'));
  expect(await ids('?result=Failed')).toEqual(where((event) => activity(event, 'resultStatus') === 'Failed'));
  expect(await ids('?side=operator,customer')).toEqual(where(({ side }) => String(side) !== 'partner'));
  expect(await ids(`?userTenantId=${randomUUID()}`)).toEqual([]);
  const [newest = '', oldest = ''] = [times[0], times.at(-1)];
  expect(await ids(`?from=${oldest}&to=${newest}`)).toEqual(all.map(({ id }) => id));
  expect(await ids(`?from=${newest}`)).toEqual(where(({ creationTime }) => String(creationTime) === newest));
  expect(await ids(`?to=${oldest}`)).toEqual(where(({ creationTime }) => String(creationTime) === oldest));
  const day = newest.slice(0, 10);
  expect(await ids(`?to=${day}`)).toEqual(where(({ creationTime }) => String(creationTime).slice(0, 10) <= day));
});

test.each([
  'category=Rooms',
  'operation=Read',
  'result=',
  'side=nobody',
  'from=yesterday',
  'userTenantId=x',
  'orderBy=name',
])('R92 a filter that there is not, %s, is 400', async (query) => {
  const customer = await world.tenant('Contoso');
  expect(await customer.admin.get(`/customer/auditEvents?${query}`)).toMatchObject(refused(400, 'invalidRequest'));
});

test('R92 the log is for GA and MSA of the customer', async () => {
  const { customer, primaryAdmin } = await relate(world);
  const somebody = await world.person(customer.tenantId);
  expect(await somebody.get('/customer/auditEvents')).toMatchObject(refused(403, 'permissionDenied'));
  expect(await primaryAdmin.get('/customer/auditEvents')).toMatchObject(refused(403, 'permissionDenied'));
});

test('R94 events are kept 180 days', async () => {
  const customer = await world.tenant('Contoso');
  await world.advance({ days: 179 });
  expect(await log(customer)).toHaveLength(1);
  await world.advance({ days: 2 });
  expect(await log(customer)).toEqual([]);
});
