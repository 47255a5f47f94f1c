import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDirectoryDoor } from '../../support/directoryDoor.ts';
import { manyGroups } from '../../support/overage.ts';
import { refused } from '../../support/refused.ts';
import { relate } from '../../support/relationship.ts';
import { ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { builtInPermissions } from '../../../shared/domain/permissions.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
let directory: Awaited<ReturnType<typeof openDirectoryDoor>>;
beforeAll(async () => {
  directory = await openDirectoryDoor();
  world = await startWorld({ swap: directory.swap });
});
afterAll(async () => {
  await world.stop();
  await directory.close();
});

test('each assignment that counts is shown by itself, with permissions, scope and expiry', async () => {
  const customer = await world.tenant('Contoso');
  const { id } = await room(customer);
  const relation = await relate(world, { customer });
  const { primaryAdmin, atCustomer, partner } = relation;
  const path = `${atCustomer}/access`;
  const { status, body, etag } = await primaryAdmin.get(path);
  const permissions = builtInPermissions('primaryAdmin');
  const admin = { roleId: 'primaryAdmin', roleName: 'Primary admin', assignmentId: 'assignedAdmins', permissions };
  expect({ status, body, etag }).toEqual({
    status: 200,
    body: { state: 'active', assignments: [{ ...admin, scope: { kind: 'allRooms' } }] },
    etag: undefined,
  });

  const scope = { kind: 'selected', roomIds: [id], roomGroupIds: [] };
  const delegate = await roleHolder(world, ofRelation(relation), ['rooms.view'], { scope });
  await roleHolder(world, ofRelation(relation), ['tickets.view'], { person: delegate });
  const { assignments } = (await delegate.get(path)).body;
  expect(assignments).toMatchObject([
    { permissions: ['rooms.view'], scope },
    { permissions: ['tickets.view'], scope: { kind: 'allRooms' } },
  ]);
  const [first] = assignments as unknown as { roleId: string; assignmentId: string }[];
  const assignment = `${atCustomer}/roles/${first?.roleId ?? ''}/assignments/${first?.assignmentId ?? ''}`;
  const expiresAt = new Date(world.now().getTime() + 60_000).toISOString();
  await primaryAdmin.patch(assignment, { expiresAt });
  expect((await delegate.get(path)).body['assignments']?.[0]).toMatchObject({ expiresAt });
  await world.advance({ seconds: 61 });
  expect((await delegate.get(path)).body).toMatchObject({ assignments: [{ permissions: ['tickets.view'] }] });

  expect((await partner.admin.get(path)).body).toEqual({ state: 'active', assignments: [] });
  expect(await (await world.person(partner.tenantId)).get(path)).toMatchObject(refused(404, 'notFound'));
});

test('R33 what the relationship does not reach any more is left out', async () => {
  const customer = await world.tenant('Contoso');
  const { id } = await room(customer);
  const groupId = String((await customer.admin.post('/customer/roomGroups', { name: 'Group' })).body['id']);
  await customer.admin.put(`/customer/roomGroups/${groupId}/rooms/${id}`);
  const relation = await relate(world, { customer, scope: { kind: 'selected', roomIds: [id] } });
  const scope = { kind: 'selected', roomIds: [id], roomGroupIds: [groupId] };
  const delegate = await roleHolder(world, ofRelation(relation), ['rooms.view', 'roomGroups.view'], { scope });
  const shown = async () => (await delegate.get(`${relation.atCustomer}/access`)).body['assignments'];
  expect(await shown()).toMatchObject([{ scope }]);
  await customer.admin.delete(`/customer/roomGroups/${groupId}/rooms/${id}`);
  expect(await shown()).toMatchObject([{ scope: { ...scope, roomGroupIds: [] } }]);
});

test('R42 what groups might have given can not be found out: the answer says so', async () => {
  const { partner, primaryAdmin, atCustomer } = await relate(world);
  const path = `${atCustomer}/access`;
  const group = await world.group(partner.tenantId);
  const manager = await world.person(partner.tenantId, {
    memberOf: [...(await manyGroups(world, partner.tenantId)), group.id],
  });
  await partner.admin.post('/partner/tenantManagers', manager.member);
  await directory.whileShut(async () => {
    expect((await manager.get(path)).body).toEqual({ state: 'active', assignments: [] });
  });
  await primaryAdmin.post(`${atCustomer}/primaryAdmins`, group);
  await directory.whileShut(async () => {
    expect((await manager.get(path)).body).toEqual({ state: 'active', assignments: [], groupMembershipUnknown: true });
  });
});
