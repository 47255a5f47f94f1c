import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDirectoryDoor } from '../../support/directoryDoor.ts';
import { refused } from '../../support/refused.ts';
import { end, relate, type Relation } from '../../support/relationship.ts';
import { ofCustomer, ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { storedState } from '../../support/storedState.ts';
import { startWorld, type World, type WorldPerson } from '../../support/world.ts';

let world: World;
let directory: Awaited<ReturnType<typeof openDirectoryDoor>>;
let relation: Relation;
let rooms: string[];
beforeAll(async () => {
  directory = await openDirectoryDoor();
  world = await startWorld({
    // Without a mailer no timer changes meanwhile what is stored.
    swap: ({ mailer: _, ...parts }) => directory.swap(parts),
  });
  relation = await relate(world);
  rooms = [(await room(relation.customer)).id, (await room(relation.customer)).id];
});
afterAll(async () => {
  await world.stop();
  await directory.close();
});

const path = '/customer/access/check';
const about = ({ tenantId, objectId }: WorldPerson, permission: string, more: object = {}) => ({
  tenantId,
  principalId: objectId,
  permission,
  ...more,
});

async function results(...checks: object[]): Promise<unknown[]> {
  const { status, text, body } = await relation.customer.admin.post(path, { checks });
  if (status !== 200) throw new Error(text);
  return body['results'] as unknown as unknown[];
}
const reason = async (check: object) => ((await results(check)) as [{ reason: string }])[0].reason;
const selected = (...roomIds: (string | undefined)[]) => ({ kind: 'selected', roomIds, roomGroupIds: [] });

test('R8 an answer says through which assignment, and how each one stands to the question', async () => {
  const person = await roleHolder(world, ofRelation(relation), ['rooms.view'], { scope: selected(rooms[0]) });
  const [view, other, modify] = (await results(
    about(person, 'rooms.view', { roomId: rooms[0] }),
    about(person, 'rooms.view', { roomId: rooms[1] }),
    about(person, 'rooms.modify', { roomId: rooms[0] }),
  )) as { through: object; trace: object[] }[];
  const ofPerson = { member: true, permission: true, scope: true, active: true };
  const notMember = expect.objectContaining({ assignmentId: 'assignedAdmins', member: false, active: true });
  expect(view).toEqual({
    allowed: true,
    reason: 'granted',
    through: { roleId: expect.stringMatching(/^role_/), assignmentId: expect.stringMatching(/^asg_/) },
    trace: expect.arrayContaining([notMember, { ...view?.through, ...ofPerson }]),
  });
  expect(other).toMatchObject({ allowed: false, reason: 'roomOutsideScope' });
  expect(other?.trace).toContainEqual({ ...view?.through, ...ofPerson, scope: false });
  expect(modify).toMatchObject({ allowed: false, reason: 'permissionNotInRole' });
  expect(modify?.trace).toContainEqual({ ...view?.through, ...ofPerson, permission: false });
  expect(other?.through).toBeUndefined();
});

test('R8 R30 R33 what is missing least is the reason', async () => {
  const own = await relate(world);
  const { customer, partner, withPartner } = own;
  const { id: roomId } = await room(customer);
  const { id: elsewhere } = await room(customer);
  const check = async (who: WorldPerson, on = roomId) => {
    const { body } = await customer.admin.post(path, { checks: [about(who, 'rooms.view', { roomId: on })] });
    return (body['results'] as unknown as [{ reason: string }])[0].reason;
  };
  const person = await roleHolder(world, ofRelation(own), ['rooms.view'], { scope: selected(roomId, elsewhere) });
  expect(await check(person)).toBe('granted');
  expect(await check(await world.person(partner.tenantId))).toBe('noAssignment');
  expect(await check(person, 'room_unknown')).toBe('roomUnknown');

  const { etag = '' } = await customer.admin.get(`${withPartner}/scope`);
  await customer.admin.put(`${withPartner}/scope`, selected(roomId), { 'if-match': etag });
  expect(await check(person, elsewhere)).toBe('roomOutsideRelationship');

  const expiring = await roleHolder(world, ofCustomer(customer), ['roles.view']);
  const expiresAt = new Date(world.now().getTime() + 60_000).toISOString();
  const assignment = { name: 'A', members: [expiring.member], scope: { kind: 'allRooms' }, expiresAt };
  await customer.admin.post('/customer/roles/siteTechnician/assignments', assignment);
  expect(await check(expiring)).toBe('granted');
  await world.advance({ seconds: 60 });
  expect(await check(expiring)).toBe('assignmentExpired');

  await customer.admin.post(`${withPartner}/suspend`);
  expect(await check(person)).toBe('relationshipNotActive');
  await customer.admin.post(`${withPartner}/resume`);
  const registration = { displayName: partner.name, defaultDomain: partner.domain, domains: [partner.domain] };
  await world.operator.put(`/platform/tenants/${partner.tenantId}`, { ...registration, partner: false });
  expect(await check(person)).toBe('partnerNotOnboarded');
  await world.operator.put(`/platform/tenants/${partner.tenantId}`, { ...registration, partner: true });
  expect(await check(person)).toBe('granted');
  await end(own);
  expect(await check(person)).toBe('noRelationship');
  expect(await check(await world.person(randomUUID()))).toBe('noRelationship');
});

test('groups that are given replace those of the directory', async () => {
  const { partner } = relation;
  const group = await world.group(partner.tenantId);
  await roleHolder(world, ofRelation(relation), ['tickets.view'], { person: { member: group } as WorldPerson });
  const inside = await world.person(partner.tenantId, { memberOf: [group.id] });
  const outside = await world.person(partner.tenantId);
  const asked = [inside, outside].flatMap((who) => [
    about(who, 'tickets.view'),
    about(who, 'tickets.view', { groups: [] }),
    about(who, 'tickets.view', { groups: [group.id] }),
  ]);
  expect(await results(...asked)).toMatchObject(
    [true, false, true, false, false, true].map((allowed) => ({ allowed })),
  );
});

test('R42 where the directory can not say, the reason does, if a group might have given it', async () => {
  const { partner, customer } = relation;
  const group = await world.group(partner.tenantId);
  await roleHolder(world, ofRelation(relation), ['reports.view'], { person: { member: group } as WorldPerson });
  const person = await roleHolder(world, ofRelation(relation), ['rooms.view']);
  const employee = await world.person(customer.tenantId);
  await world.advance({ seconds: 61 });
  await directory.whileShut(async () => {
    expect(await reason(about(person, 'rooms.view'))).toBe('granted');
    expect(await reason(about(person, 'reports.view'))).toBe('groupMembershipUnknown');
    expect(await reason(about(person, 'reports.view', { groups: [] }))).toBe('permissionNotInRole');
    expect(await reason(about(person, 'settings.view'))).toBe('permissionNotInRole');
    expect(await reason(about(employee, 'rooms.view'))).toBe('noAssignment');
  });
  expect(await reason(about(person, 'reports.view'))).toBe('permissionNotInRole');
});

test('a room is ignored where the permission is not about rooms', async () => {
  const person = await roleHolder(world, ofRelation(relation), ['roles.view', 'updateRings.view'], {
    scope: selected(rooms[0]),
  });
  const { admin } = relation.customer;
  for (const permission of ['roles.view', 'updateRings.view']) {
    expect(await reason(about(person, permission, { roomId: 'room_unknown' }))).toBe('granted');
    const who = await admin.all(`/customer/access/who?permission=${permission}&roomId=room_unknown`);
    expect(who.map(({ member }) => String(member?.['id']))).toContain(person.objectId);
  }
  for (const permission of ['rooms.create', 'rooms.downloadKey', 'rooms.resetKey', 'reports.view', 'settings.view'])
    expect(await reason(about(person, permission, { roomId: 'room_unknown' }))).toBe('permissionNotInRole');
  for (const permission of ['rooms.view', 'tickets.view', 'roomGroups.view', 'reports.createCustomerIncident']) {
    expect(await reason(about(person, permission, { roomId: 'room_unknown' }))).toBe('roomUnknown');
    const who = await admin.get(`/customer/access/who?permission=${permission}&roomId=room_unknown`);
    expect(who).toMatchObject(refused(404, 'notFound'));
  }
});

test('R3 a Global Administrator is known by a token only; a Managed Service Administrator by the assignment', async () => {
  const { customer } = relation;
  const administrator = await world.person(customer.tenantId, { globalAdministrator: true });
  const assignment = { name: 'MSA', members: [administrator.member], scope: { kind: 'allRooms' } };
  const who = async () => {
    const rows = await customer.admin.all('/customer/access/who?permission=settings.modify');
    return rows.filter(({ member }) => String(member?.['id']) === administrator.objectId);
  };
  expect(await reason(about(administrator, 'settings.modify'))).toBe('noAssignment');
  expect(await who()).toEqual([]);
  await customer.admin.post('/customer/roles/managedServiceAdministrator/assignments', assignment);
  expect(await reason(about(administrator, 'settings.modify'))).toBe('granted');
  expect(await who()).toEqual([
    {
      member: { ...administrator.member, displayName: 'Person' },
      tenantId: customer.tenantId,
      side: 'customer',
      roleId: 'managedServiceAdministrator',
      assignmentId: expect.stringMatching(/^asg_/),
    },
  ]);
});

// Guarantee: to ask why is no change: nothing of it is kept, and it takes neither a key nor a dry run.
test('R90 a check writes nothing, takes no key, and has no dry run', async () => {
  const { admin } = relation.customer;
  const checks = [about(relation.primaryAdmin, 'rooms.view')];
  const before = storedState(world);
  for (const key of ['same', 'same', 'x'.repeat(129)]) {
    const answer = await admin.post(path, { checks }, { 'idempotency-key': key });
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([200, null]);
  }
  expect(await admin.post(`${path}?dryRun=true`, { checks })).toMatchObject(refused(400, 'invalidRequest'));
  expect(await relation.primaryAdmin.post(path, { checks })).toMatchObject(refused(403, 'permissionDenied'));
  expect(storedState(world)).toBe(before);
});

test('a hundred checks are one read of each kind, and their people are asked for once', async () => {
  const { partner, customer } = relation;
  const checks = Array.from({ length: 100 }, (_, at) =>
    about(relation.primaryAdmin, 'rooms.view', {
      roomId: rooms[at % 2],
      tenantId: at % 2 ? customer.tenantId : partner.tenantId,
    }),
  );
  world.storeCalls();
  expect(await results(...checks)).toHaveLength(100);
  expect(world.storeCalls().length).toBeLessThanOrEqual(6);
  const tooMany = await customer.admin.post(path, { checks: [...checks, checks[0]] });
  expect(tooMany).toMatchObject(refused(400, 'invalidRequest'));
});
