import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { end } from '../../support/relationship.ts';
import { startWorld, type World } from '../../support/world.ts';
import {
  allRooms,
  assignmentOf,
  assignmentsOf,
  give,
  id,
  made,
  newRole,
  openPlace,
  selected,
  type Place,
} from './roleSide.ts';

let world: World;
let place: Place;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  place = await openPlace(world, 'partner');
});

describe('R12: the customer', () => {
  test('sees every role and assignment of a partner, in one list each and by id', async () => {
    const { relation, customer, tenantId } = place;
    const ann = await world.person(tenantId, { name: 'Ann' });
    const { roleId, assignmentId } = await give(place, ann.member, ['rooms.view'], selected([place.rooms.r1]));
    const other = await give(place, ann.member, ['tickets.view']);
    const roles = await customer.admin.all(`${relation.withPartner}/roles`);
    expect(roles.map((role) => String(role['id']))).toEqual(['primaryAdmin', roleId, other.roleId]);
    expect(roles).toEqual(await place.admin.all(`${place.base}/roles`));
    const assignments = await customer.admin.all(`${relation.withPartner}/assignments`);
    expect(assignments).toMatchObject([
      {
        id: 'assignedAdmins',
        roleId: 'primaryAdmin',
        name: 'Assigned admins',
        scope: allRooms,
        members: [{ displayName: 'Pia' }],
      },
      { id: assignmentId, roleId, scope: selected([place.rooms.r1]), members: [{ ...ann.member, displayName: 'Ann' }] },
      { id: other.assignmentId, roleId: other.roleId, scope: allRooms },
    ]);
    for (const [list, rows] of [
      ['roles', roles],
      ['assignments', assignments],
    ] as const) {
      expect(await customer.admin.all(`${relation.withPartner}/${list}?top=1`)).toEqual(rows);
      for (const row of rows) {
        const path = `${relation.withPartner}/${list}/${String(row['id'])}`;
        expect(await customer.admin.get(path)).toMatchObject({ body: row, etag: String(row['etag']) });
      }
    }
  });

  test('takes an assignment away: the person finds nothing from the next request on', async () => {
    const { relation, customer, tenantId } = place;
    const ann = await world.person(tenantId);
    const { assignmentId } = await give(place, ann.member, ['rooms.view']);
    expect((await ann.get(`${place.base}/rooms`)).status).toBe(200);
    const path = `${relation.withPartner}/assignments/${assignmentId}`;
    expect(await customer.admin.delete(path, { 'if-match': '"stale"' })).toMatchObject(refused(412, 'etagMismatch'));
    expect((await customer.admin.delete(`${path}?dryRun=true`)).status).toBe(200);
    expect((await customer.admin.delete(path)).status).toBe(204);
    expect(await ann.get(`${place.base}/rooms`)).toMatchObject(refused(404, 'notFound'));
    expect(await customer.admin.delete(path)).toMatchObject(refused(404, 'notFound'));
    const [event] = await customer.admin.all('/customer/auditEvents?category=Assignment&operation=Delete');
    expect(event).toMatchObject({ side: 'customer', activity: { objectId: assignmentId } });
  });

  test('takes a custom role away, and all its assignments with it', async () => {
    const { relation, customer, tenantId } = place;
    const ann = await world.person(tenantId);
    const { roleId } = await give(place, ann.member, ['rooms.view']);
    expect((await customer.admin.delete(`${relation.withPartner}/roles/${roleId}`)).status).toBe(204);
    expect(await ann.get(`${place.base}/rooms`)).toMatchObject(refused(404, 'notFound'));
    const left = await customer.admin.all(`${relation.withPartner}/assignments`);
    expect(left.map((assignment) => String(assignment['id']))).toEqual(['assignedAdmins']);
  });

  test('R13: takes neither Primary admin nor its assignment away', async () => {
    const { relation, customer } = place;
    const deleting = (what: string) => customer.admin.delete(`${relation.withPartner}/${what}`);
    expect(await deleting('roles/primaryAdmin')).toMatchObject(refused(409, 'builtInRole'));
    expect(await deleting('assignments/assignedAdmins')).toMatchObject(refused(409, 'lastPrimaryAdmin'));
  });

  test('does that through its GA and MSA only', async () => {
    const { relation, customer } = place;
    const { assignmentId } = await give(place, (await world.person(place.tenantId)).member, ['rooms.view']);
    const [msa, lead] = [await world.person(customer.tenantId), await world.person(customer.tenantId)];
    for (const [person, roleId] of [
      [msa, 'managedServiceAdministrator'],
      [lead, 'siteLead'],
    ] as const) {
      await made(customer.admin.post(`/customer/roles/${roleId}/assignments`, assignmentOf([person])));
    }
    const path = `${relation.withPartner}/assignments/${assignmentId}`;
    expect(await lead.get(path)).toMatchObject(refused(403, 'permissionDenied'));
    expect(await lead.delete(path)).toMatchObject(refused(403, 'permissionDenied'));
    expect((await msa.get(path)).status).toBe(200);
    expect((await msa.delete(path)).status).toBe(204);
  });

  test('finds no roles of somebody who never was a partner of it', async () => {
    const stranger = await openPlace(world, 'partner');
    for (const partnerId of [stranger.tenantId, randomUUID(), 'x', place.customer.tenantId]) {
      for (const list of ['roles', 'assignments', 'roles/primaryAdmin', 'assignments/assignedAdmins']) {
        const answer = await place.customer.admin.get(`/customer/partners/${partnerId}/${list}`);
        expect(answer).toMatchObject(refused(404, 'notFound'));
      }
    }
  });

  test('R31: after the end there is nothing left to see', async () => {
    const { relation, customer } = place;
    await give(place, (await world.person(place.tenantId)).member, ['rooms.view']);
    await end(relation);
    expect(await customer.admin.all(`${relation.withPartner}/assignments`)).toEqual([]);
    const roles = await customer.admin.all(`${relation.withPartner}/roles`);
    expect(roles.map((role) => String(role['id']))).toEqual(['primaryAdmin']);
  });
});

test('R12: roles of the customer and of a partner are distinct: neither lists, finds or assigns those of the other', async () => {
  const { customer, admin, base } = place;
  const ofPartner = await newRole(place, ['rooms.view']);
  const ofCustomer = await id(customer.admin.post('/customer/roles', { name: 'Own', permissions: ['rooms.view'] }));
  const ann = await world.person(place.tenantId);
  for (const [caller, path, foreign] of [
    [customer.admin, '/customer', ofPartner],
    [admin, base, ofCustomer],
  ] as const) {
    expect((await caller.all(`${path}/roles`)).map((role) => String(role['id']))).not.toContain(foreign);
    const there = `${path}/roles/${foreign}`;
    for (const answer of [
      await caller.get(there),
      await caller.patch(there, { description: 'x' }),
      await caller.delete(there),
      await caller.get(`${there}/assignments`),
      await caller.post(`${there}/assignments`, assignmentOf([ann])),
    ]) {
      expect(answer).toMatchObject(refused(404, 'notFound'));
    }
  }
});

test('R9: what somebody is given at one customer is nothing at another', async () => {
  const { relation, tenantId } = place;
  const elsewhere = await openPlace(world, 'partner', { partner: relation.partner });
  const ann = await world.person(tenantId);
  const { roleId, path } = await give(place, ann.member, ['rooms.view', 'roles.view']);
  expect((await ann.get(`${place.base}/rooms`)).status).toBe(200);
  expect(await ann.get(`${elsewhere.base}/rooms`)).toMatchObject(refused(404, 'notFound'));
  expect(await elsewhere.admin.get(`${elsewhere.base}/roles/${roleId}`)).toMatchObject(refused(404, 'notFound'));
  const there = path.replace(place.base, elsewhere.base);
  expect(await elsewhere.admin.get(there)).toMatchObject(refused(404, 'notFound'));
});

describe('R33: the customer narrows the relationship', () => {
  const narrowTo = async (scope: object) => {
    const { customer, relation } = place;
    const { etag = '' } = await customer.admin.get(`${relation.withPartner}/scope`);
    const { status, text } = await customer.admin.put(`${relation.withPartner}/scope`, scope, { 'if-match': etag });
    if (status !== 200) throw new Error(`${status} ${text}`);
  };

  test('assignments stay as they are; the partner sees of their scopes what is in reach, the customer all', async () => {
    const { rooms, groups, customer, relation } = place;
    const wide = selected([rooms.r2, rooms.r4], [groups.g1, groups.g2, groups.g3]);
    const { path } = await give(place, (await world.person(place.tenantId)).member, ['rooms.view'], wide);
    const before = await place.admin.get(path);
    await narrowTo(selected([rooms.r2], [groups.g1]));
    // g2 is in sight through r3, which is in g1 as well.
    const seen = selected([rooms.r2], [groups.g1, groups.g2]);
    expect(await place.admin.get(path)).toMatchObject({ body: { scope: seen }, etag: before.etag });
    expect(await place.admin.all(path.replace(/\/[^/]+$/, ''))).toMatchObject([{ scope: seen }]);
    const ofCustomer = await customer.admin.all(`${relation.withPartner}/assignments`);
    expect(ofCustomer.at(-1)).toMatchObject({ scope: wide, etag: before.etag });
    await narrowTo(allRooms);
    expect((await place.admin.get(path)).body).toEqual(before.body);
  });

  test('they reach no further than the relationship, from the next request on; widened again, they do', async () => {
    const { rooms, groups } = place;
    const ann = await world.person(place.tenantId);
    await give(place, ann.member, ['rooms.view'], selected([rooms.r2, rooms.r4], [groups.g1]));
    const names = async () => (await ann.all(`${place.base}/rooms`)).map(({ name }) => String(name)).sort();
    expect(await names()).toEqual(['r1', 'r2', 'r3', 'r4']);
    await narrowTo(selected([rooms.r4], [groups.g2]));
    expect(await names()).toEqual(['r3', 'r4']);
    expect(await ann.get(`${place.base}/rooms/${rooms.r2}`)).toMatchObject(refused(404, 'notFound'));
    await narrowTo(allRooms);
    expect(await names()).toEqual(['r1', 'r2', 'r3', 'r4']);
  });

  test('who sends back the scope as it is seen changes nothing of it', async () => {
    const { rooms, groups, customer, relation } = place;
    const wide = selected([rooms.r2, rooms.r4], [groups.g3]);
    const { path } = await give(place, (await world.person(place.tenantId)).member, ['rooms.view'], wide);
    await narrowTo(selected([rooms.r2]));
    const { body, etag } = await place.admin.get(path);
    expect(body['scope']).toEqual(selected([rooms.r2]));
    expect(await place.admin.patch(path, { scope: body['scope'] })).toMatchObject({ status: 200, etag });
    await place.admin.patch(path, { scope: body['scope'], name: 'Renamed' });
    const ofCustomer = await customer.admin.all(`${relation.withPartner}/assignments`);
    expect(ofCustomer.at(-1)).toMatchObject({ name: 'Renamed', scope: wide });
  });

  test('an assignment of which nothing is in reach is still there, and shows nothing', async () => {
    const { rooms } = place;
    const ann = await world.person(place.tenantId);
    const { path } = await give(place, ann.member, ['rooms.view'], selected([rooms.r4]));
    await narrowTo(selected([rooms.r1]));
    expect(await place.admin.get(path)).toMatchObject({ status: 200, body: { scope: selected([]) } });
    expect(await ann.all(`${place.base}/rooms`)).toEqual([]);
    expect((await place.admin.patch(path, { scope: selected([rooms.r1]) })).status).toBe(200);
    expect(await ann.all(`${place.base}/rooms`)).toMatchObject([{ name: 'r1' }]);
  });

  test('R53: a group that an assignment names can’t be deleted, in reach or not', async () => {
    const { groups, rooms, customer } = place;
    const ann = await world.person(place.tenantId);
    const { path } = await give(place, ann.member, ['rooms.view'], selected([], [groups.g3]));
    await narrowTo(selected([rooms.r1]));
    const group = `/customer/roomGroups/${groups.g3}`;
    expect(await customer.admin.delete(group)).toMatchObject(refused(409, 'groupInUse'));
    expect((await place.admin.delete(path)).status).toBe(204);
    expect((await customer.admin.delete(group)).status).toBe(204);
  });
});

test('R41: an assignment names people of the partner, not of the customer', async () => {
  const path = assignmentsOf(place, await newRole(place, ['rooms.view']));
  const ofCustomer = await world.person(place.customer.tenantId);
  expect(await place.admin.post(path, assignmentOf([ofCustomer]))).toMatchObject(refused(422, 'principalUnknown'));
});
