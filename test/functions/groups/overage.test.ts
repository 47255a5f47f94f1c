import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { manyGroups } from '../../support/overage.ts';
import { refused } from '../../support/refused.ts';
import { relate, type Relation } from '../../support/relationship.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
let relation: Relation;
let many: string[];
beforeAll(async () => {
  world = await startWorld();
  relation = await relate(world);
  many = await manyGroups(world, relation.partner.tenantId);
});
afterAll(() => world.stop());

test('R42 a Primary admin through a group is found through the directory when the token names none', async () => {
  const { partner, atCustomer } = relation;
  const outer = await world.group(partner.tenantId);
  const inner = await world.group(partner.tenantId, { memberOf: [outer.id] });
  const person = await world.person(partner.tenantId, { memberOf: [...many, inner.id] });
  expect((await person.get('/me')).body['groups']).toEqual({ source: 'directory' });
  expect(await person.get(`${atCustomer}/rooms`)).toMatchObject(refused(404, 'notFound'));
  expect((await partner.admin.post(`${atCustomer}/primaryAdmins`, outer)).status).toBe(201);
  expect((await person.get(`${atCustomer}/rooms`)).status).toBe(200);
  expect((await person.all('/partner/customers')).map(({ customerId }) => customerId)).toEqual([
    relation.customer.tenantId,
  ]);
  expect((await person.get(atCustomer)).body['myRoles']).toMatchObject([{ roleId: 'primaryAdmin' }]);
});

test('R42 a Tenant manager through a group is found through the directory', async () => {
  const { partner, atCustomer } = relation;
  const managers = await world.group(partner.tenantId);
  const person = await world.person(partner.tenantId, { memberOf: [...many, managers.id] });
  expect(await person.get('/partner/invitations')).toMatchObject(refused(403, 'permissionDenied'));
  await partner.admin.post('/partner/tenantManagers', managers);
  expect((await person.get('/me')).body['tenantRoles']).toEqual(['tenantManager']);
  expect((await person.get('/partner/invitations')).status).toBe(200);
  expect((await person.get(atCustomer)).status).toBe(200);
});

test('R42 membership is the current one: whoever is taken out in the directory finds nothing a moment later', async () => {
  const { partner, customer } = await relate(world);
  const manyThere = await manyGroups(world, partner.tenantId);
  const admins = await world.group(partner.tenantId);
  const person = await world.person(partner.tenantId, { memberOf: [...manyThere, admins.id] });
  const rooms = `/partner/customers/${customer.tenantId}/rooms`;
  await partner.admin.post(`/partner/customers/${customer.tenantId}/primaryAdmins`, admins);
  expect((await person.get(rooms)).status).toBe(200);
  const { directory } = world.product;
  const user = directory.user(partner.tenantId, person.objectId);
  if (!user) throw new Error('The person is in the directory.');
  await directory.putUser({ ...user, memberOf: manyThere });
  await world.advance({ seconds: 6 });
  expect(await person.get(rooms)).toMatchObject(refused(404, 'notFound'));
});

test('R42 the groups of a token that names them are taken at their word: the directory is not asked', async () => {
  const { partner, atCustomer } = relation;
  const group = await world.group(partner.tenantId);
  await partner.admin.post(`${atCustomer}/primaryAdmins`, group);
  const inDirectoryOnly = await world.person(partner.tenantId, { memberOf: [group.id], claims: { groups: [] } });
  expect(await inDirectoryOnly.get(`${atCustomer}/rooms`)).toMatchObject(refused(404, 'notFound'));
  const inTokenOnly = await world.person(partner.tenantId, { claims: { groups: [group.id] } });
  expect((await inTokenOnly.get(`${atCustomer}/rooms`)).status).toBe(200);
});

test('R42 a group of the same id counts in the member’s own tenant only', async () => {
  const { partner, atCustomer } = relation;
  const group = await world.group(partner.tenantId);
  await partner.admin.post(`${atCustomer}/primaryAdmins`, group);
  const other = await world.tenant('Wingtip', { partner: true });
  const stranger = await world.person(other.tenantId, { claims: { groups: [group.id] } });
  expect(await stranger.get(`${atCustomer}/rooms`)).toMatchObject(refused(404, 'notFound'));
});
