import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Caller } from '../../support/caller.ts';
import { refused } from '../../support/refused.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';
import { assignmentOf, made, openSide } from './roleSide.ts';

let world: World;
let partner: WorldTenant;
/** The partner's Global Administrator. */
let gus: Caller;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  partner = await world.tenant('Tailspin', { partner: true });
  gus = partner.admin;
});

const managers = '/partner/tenantManagers';
const person = (options = {}) => world.person(partner.tenantId, options);

test('R4: GA and MSA of the partner add and remove them, users and groups; it counts from the next request', async () => {
  const msa = await person();
  await made(gus.post('/customer/roles/managedServiceAdministrator/assignments', assignmentOf([msa])));
  const mia = await person({ name: 'Mia' });
  const group = await world.group(partner.tenantId);
  const member = await person({ memberOf: [group.id] });
  for (const admin of [gus, msa]) {
    expect(await mia.get('/partner/invitations')).toMatchObject(refused(403, 'permissionDenied'));
    expect(await member.get('/partner/invitations')).toMatchObject(refused(403, 'permissionDenied'));
    const added = await admin.post(managers, { ...mia.member, displayName: 'Somebody else' });
    expect(added).toMatchObject({ status: 201, body: { ...mia.member, displayName: 'Mia' } });
    await made(admin.post(managers, group));
    expect((await mia.get('/partner/invitations')).status).toBe(200);
    expect((await member.get('/partner/invitations')).status).toBe(200);
    expect(await mia.all(managers)).toEqual([
      { ...mia.member, displayName: 'Mia' },
      { ...group, displayName: 'Group' },
    ]);
    expect((await admin.delete(`${managers}/${mia.objectId}`)).status).toBe(204);
    expect((await admin.delete(`${managers}/${group.id}`)).status).toBe(204);
  }
});

test('R4: nobody else does: Tenant managers read them, others not even that', async () => {
  const [mia, nobody] = [await person(), await person()];
  await made(gus.post(managers, mia.member));
  expect(await mia.post(managers, nobody.member)).toMatchObject(refused(403, 'permissionDenied'));
  expect(await mia.delete(`${managers}/${mia.objectId}`)).toMatchObject(refused(403, 'permissionDenied'));
  expect((await mia.get(managers)).status).toBe(200);
  expect(await nobody.get(managers)).toMatchObject(refused(403, 'permissionDenied'));
  const lead = await person();
  await made(gus.post('/customer/roles/siteLead/assignments', assignmentOf([lead])));
  expect(await lead.get(managers)).toMatchObject(refused(403, 'permissionDenied'));
});

test('R2: a tenant that is no partner has none', async () => {
  const { admin } = await world.tenant('Contoso');
  expect(await admin.get(managers)).toMatchObject(refused(403, 'partnerNotOnboarded'));
});

test('R4: is there already: 409; not there, or of another tenant: 422; nobody’s: 404', async () => {
  const mia = await person();
  await made(gus.post(managers, mia.member));
  expect(await gus.post(managers, mia.member)).toMatchObject(refused(409, 'memberExists'));
  const foreign = await world.person((await world.tenant('Contoso')).tenantId);
  const list = await world.group(partner.tenantId, { securityEnabled: false });
  for (const member of [foreign.member, list, { type: 'user', id: randomUUID() }]) {
    expect(await gus.post(managers, member)).toMatchObject(refused(422, 'principalUnknown'));
  }
  for (const principalId of [randomUUID(), 'x', foreign.objectId]) {
    expect(await gus.delete(`${managers}/${principalId}`)).toMatchObject(refused(404, 'notFound'));
  }
});

test('R5: they see metadata of customers, and no data, until they have a role there', async () => {
  const { relation, base } = await openSide(world, 'partner', { partner });
  const mia = await person();
  await made(gus.post(managers, mia.member));
  expect(await mia.all('/partner/customers')).toMatchObject([{ customerId: relation.customer.tenantId, myRoles: [] }]);
  for (const part of ['rooms', 'roomGroups', 'roles']) {
    expect(await mia.get(`${base}/${part}`)).toMatchObject(refused(403, 'permissionDenied'));
  }
  await made(mia.post(`${base}/primaryAdmins`, mia.member));
  expect((await mia.get(`${base}/rooms`)).status).toBe(200);
  await gus.delete(`${managers}/${mia.objectId}`);
  // What the role gives does not depend on who gave it.
  expect((await mia.get(`${base}/rooms`)).status).toBe(200);
});

test('R90: changes are events of category User in the partner’s own log', async () => {
  const mia = await person({ name: 'Mia' });
  await made(gus.post(managers, mia.member));
  await gus.post(managers, mia.member);
  await gus.delete(`${managers}/${mia.objectId}`);
  const events = await gus.all('/customer/auditEvents?category=User');
  expect(events).toMatchObject([
    { activity: { operation: 'Delete', objectId: mia.objectId, objectName: 'Mia', tenantId: partner.tenantId } },
    { activity: { operation: 'Create', resultStatus: 'Failed' }, error: { code: 'memberExists' } },
    { activity: { operation: 'Create', resultStatus: 'Successful', objectName: 'Mia' } },
  ]);
});

test('a dry run adds nobody', async () => {
  const mia = await person();
  const shown = await gus.post(`${managers}?dryRun=true`, mia.member);
  expect(shown).toMatchObject({ status: 200, body: { wouldChange: [{ category: 'User', operation: 'Create' }] } });
  expect(await gus.all(managers)).toEqual([]);
});
