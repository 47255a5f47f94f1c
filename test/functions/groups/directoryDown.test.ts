import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDirectoryDoor } from '../../support/directoryDoor.ts';
import { manyGroups } from '../../support/overage.ts';
import { refused } from '../../support/refused.ts';
import { invite, relate, type Relation } from '../../support/relationship.ts';
import { startWorld, type World, type WorldPerson } from '../../support/world.ts';

let directory: Awaited<ReturnType<typeof openDirectoryDoor>>;
let world: World;
let relation: Relation;
let many: string[];
/** In a group that is Primary admin at the customer, by a token that names no groups. */
let admin: WorldPerson;
beforeAll(async () => {
  directory = await openDirectoryDoor();
  world = await startWorld({ swap: directory.swap });
  relation = await relate(world);
  const { partner, atCustomer } = relation;
  many = await manyGroups(world, partner.tenantId);
  const admins = await world.group(partner.tenantId);
  await partner.admin.post(`${atCustomer}/primaryAdmins`, admins);
  admin = await world.person(partner.tenantId, { memberOf: [...many, admins.id] });
});
afterAll(async () => {
  await world.stop();
  await directory.close();
});

/** What the directory has said is remembered for a moment: that is over before it is shut. */
async function whileShut(act: () => Promise<void>): Promise<void> {
  await world.advance({ seconds: 61 });
  await directory.whileShut(act);
}

test('R42 when the directory can not be asked, a person who sees the customer anyhow is told 403 groupMembershipUnknown', async () => {
  const { partner, atCustomer } = relation;
  const manager = await world.person(partner.tenantId, { memberOf: many });
  await partner.admin.post('/partner/tenantManagers', manager.member);
  expect(await manager.get(`${atCustomer}/rooms`)).toMatchObject(refused(403, 'permissionDenied'));
  await whileShut(async () => {
    expect((await manager.get(atCustomer)).status).toBe(200);
    for (const path of ['rooms', 'rooms/room_0', 'roles']) {
      expect(await manager.get(`${atCustomer}/${path}`)).toMatchObject(refused(403, 'groupMembershipUnknown'));
    }
    expect(await manager.delete(atCustomer)).toMatchObject(refused(403, 'groupMembershipUnknown'));
  });
});

test('R42 when the directory can not be asked, a person who had it through a group only gets 404, as ever', async () => {
  const { atCustomer } = relation;
  expect((await admin.get(`${atCustomer}/rooms`)).status).toBe(200);
  await whileShut(async () => {
    for (const path of ['', '/rooms', '/roles']) {
      expect(await admin.get(atCustomer + path)).toMatchObject(refused(404, 'notFound'));
    }
  });
  expect((await admin.get(`${atCustomer}/rooms`)).status).toBe(200);
});

test('R42 where it is the own tenant’s groups that might have given it, the answer says so', async () => {
  await whileShut(async () => {
    expect((await admin.get('/me')).body['groups']).toEqual({ source: 'directory' });
  });
  await relation.partner.admin.post('/partner/tenantManagers', await world.group(relation.partner.tenantId));
  const { ofPartner } = await invite(world, { partner: relation.partner });
  await whileShut(async () => {
    expect((await admin.get('/me')).body['groups']).toEqual({ source: 'unknown' });
    expect(await admin.get('/partner/invitations')).toMatchObject(refused(403, 'groupMembershipUnknown'));
    expect(await admin.get(ofPartner)).toMatchObject(refused(403, 'groupMembershipUnknown'));
  });
  expect(await admin.get('/partner/invitations')).toMatchObject(refused(403, 'permissionDenied'));
});

test('R42 whoever has it as a person, or by a token that names the groups, does not depend on the directory', async () => {
  const { partner, primaryAdmin, atCustomer } = relation;
  const named = await world.group(partner.tenantId);
  await partner.admin.post(`${atCustomer}/primaryAdmins`, named);
  const byToken = await world.person(partner.tenantId, { memberOf: [named.id] });
  const withOverage = await world.person(partner.tenantId, { memberOf: many });
  await partner.admin.post(`${atCustomer}/primaryAdmins`, withOverage.member);
  await whileShut(async () => {
    for (const person of [primaryAdmin, byToken, withOverage]) {
      expect((await person.get(`${atCustomer}/rooms`)).status).toBe(200);
    }
  });
});

test('R25 without the directory nobody can be named: 503, and the invitation stays pending', async () => {
  const { customer, partner, ofCustomer, ofPartner } = await invite(world);
  const pia = await world.person(partner.tenantId);
  const accept = () => partner.admin.post(`${ofPartner}/accept`, { primaryAdmins: [pia.member] });
  await whileShut(async () => {
    expect(await accept()).toMatchObject(refused(503, 'temporarilyUnavailable'));
  });
  expect((await customer.admin.get(ofCustomer)).body).toMatchObject({ status: 'pending' });
  expect((await accept()).status).toBe(202);
});

test('R12 names of members are a courtesy: without the directory they are left out', async () => {
  const { customer, withPartner, primaryAdmin } = await relate(world);
  await whileShut(async () => {
    expect((await customer.admin.get(withPartner)).body['primaryAdmins']).toEqual([primaryAdmin.member]);
  });
});
