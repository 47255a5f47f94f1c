import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refused } from '../support/refused.ts';
import { invite, relate } from '../support/relationship.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const assignMsa = (admin: World['operator'], member: object) =>
  admin.post('/customer/roles/managedServiceAdministrator/assignments', {
    name: 'MSA',
    members: [member],
    scope: { kind: 'allRooms' },
  });

test('R25 an operation is read by who started it, GA and MSA of the customer, GA, MSA and Tenant managers of the partner', async () => {
  const { customer, partner, ofPartner } = await invite(world);
  const manager = await world.person(partner.tenantId);
  await partner.admin.post('/partner/tenantManagers', manager.member);
  const accepted = await manager.post(`${ofPartner}/accept`, { primaryAdmins: [manager.member] });
  const operation = accepted.headers.get('operation-location') ?? '';
  await manager.ended(accepted);
  await partner.admin.delete(`/partner/tenantManagers/${manager.objectId}`);

  const [msaThere, msaHere, otherManager] = await Promise.all([
    world.person(customer.tenantId),
    world.person(partner.tenantId),
    world.person(partner.tenantId),
  ]);
  await assignMsa(customer.admin, msaThere.member);
  await assignMsa(partner.admin, msaHere.member);
  await partner.admin.post('/partner/tenantManagers', otherManager.member);
  for (const person of [manager, customer.admin, partner.admin, msaThere, msaHere, otherManager]) {
    expect(await person.get(operation)).toMatchObject({ status: 200, etag: undefined, body: { status: 'succeeded' } });
  }
});

test('R25 nobody else reads an operation: 404, as one that does not exist', async () => {
  const { customer, partner, primaryAdmin, accepted } = await relate(world);
  const operation = accepted.headers.get('operation-location') ?? '';
  const other = await world.tenant('Fabrikam', { partner: true });
  const people = [
    other.admin,
    world.operator,
    primaryAdmin,
    await world.person(customer.tenantId),
    await world.person(partner.tenantId),
  ];
  for (const person of people) expect(await person.get(operation)).toMatchObject(refused(404, 'notFound'));
  expect(await world.nobody.get(operation)).toMatchObject(refused(401, 'unauthenticated'));
  for (const id of ['op_0', 'x', 'op_%2F']) {
    expect(await customer.admin.get(`/operations/${id}`)).toMatchObject(refused(404, 'notFound'));
  }
});

test('R25 an operation says nothing of who started it', async () => {
  const { partner, accepted } = await relate(world);
  const { body } = await partner.admin.get(accepted.headers.get('operation-location') ?? '');
  const members = ['createdAt', 'id', 'kind', 'result', 'status', 'steps', 'updatedAt'];
  expect(Object.keys(body).sort()).toEqual(members);
});
