import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('R20 R25 a customer invites a partner, who accepts and sees exactly the rooms that were shared', async () => {
  const contoso = await world.tenant('Contoso');
  const tailspin = await world.tenant('Tailspin', { partner: true });
  const { body: shared } = await contoso.admin.post('/customer/rooms', { name: 'Shared', accountUpn: 'a@x.example' });
  const { body: hidden } = await contoso.admin.post('/customer/rooms', { name: 'Hidden', accountUpn: 'b@x.example' });
  const { body: group } = await contoso.admin.post('/customer/roomGroups', { name: 'Floor 1' });
  await contoso.admin.put(`/customer/roomGroups/${String(group['id'])}/rooms/${String(shared['id'])}`);
  const invited = await contoso.admin.post('/customer/invitations', {
    partnerDomain: tailspin.domain,
    expiresInDays: 7,
    scope: { kind: 'selected', roomGroupIds: [group['id']] },
    acceptedTermsVersion: '2026-11',
  });
  expect(invited.status).toBe(201);
  const pia = await world.person(tailspin.tenantId);
  const accepted = await tailspin.admin.post(`/partner/invitations/${String(invited.body['id'])}/accept`, {
    primaryAdmins: [pia.member],
  });
  expect(accepted.status).toBe(202);
  expect(await tailspin.admin.ended(accepted)).toMatchObject({ status: 'succeeded' });
  const rooms = `/partner/customers/${contoso.tenantId}/rooms`;
  expect((await pia.all(rooms)).map(({ name }) => name)).toEqual(['Shared']);
  expect((await pia.get(`${rooms}/${String(hidden['id'])}`)).status).toBe(404);
});
