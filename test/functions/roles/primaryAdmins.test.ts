import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../support/caller.ts';
import { refused } from '../../support/refused.ts';
import { startWorld, type World, type WorldPerson } from '../../support/world.ts';
import { allRooms, assignmentOf, furnish, holder, made, openSide, selected, type RoleSide } from './roleSide.ts';

let world: World;
let side: RoleSide;
let pia: WorldPerson;
/** The partner's Global Administrator. */
let gus: Caller;
let admins: string;
let assigned: string;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  side = await openSide(world, 'partner');
  pia = side.relation.primaryAdmin;
  gus = side.relation.partner.admin;
  admins = `${side.base}/primaryAdmins`;
  assigned = `${side.base}/roles/primaryAdmin/assignments/assignedAdmins`;
});

const person = (options = {}) => world.person(side.tenantId, options);
const everything = async () => {
  const { body } = await pia.get(`${side.base}/roles/primaryAdmin`);
  return body['permissions'] as unknown as string[];
};
const memberIds = async (caller: Caller = pia) => (await caller.all(admins)).map((member) => String(member['id']));

describe('R13: there is always a Primary admin', () => {
  const lastPrimaryAdmin = refused(409, 'lastPrimaryAdmin');

  test('whoever would remove the last one is refused, by whichever way', async () => {
    const { customer, relation } = side;
    for (const query of ['', '?dryRun=true']) {
      const attempts = [
        await pia.delete(`${admins}/${pia.objectId}${query}`),
        await gus.delete(`${admins}/${pia.objectId}${query}`),
        await pia.patch(`${assigned}${query}`, { members: [] }),
        await pia.delete(`${assigned}${query}`),
        await customer.admin.delete(`${relation.withPartner}/assignments/assignedAdmins${query}`),
      ];
      for (const answer of attempts) expect(answer).toMatchObject(lastPrimaryAdmin);
    }
    expect(await memberIds()).toEqual([pia.objectId]);
  });

  test('of those who remove each other at once one stays, every time', async () => {
    const quinn = await person();
    for (let round = 0; round < 10; round++) {
      const missing = (await memberIds(gus)).includes(pia.objectId) ? quinn : pia;
      await made(gus.post(admins, missing.member));
      const answers = await Promise.all([
        pia.delete(`${admins}/${quinn.objectId}`),
        quinn.delete(`${admins}/${pia.objectId}`),
        gus.delete(`${admins}/${quinn.objectId}`),
      ]);
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      expect(await memberIds(gus)).toHaveLength(1);
    }
  });

  test('a group is enough, though it be empty, and so is an account that is gone', async () => {
    const group = await world.group(side.tenantId);
    await made(pia.post(admins, group));
    expect((await gus.delete(`${admins}/${pia.objectId}`)).status).toBe(204);
    expect(await gus.delete(`${admins}/${group.id}`)).toMatchObject(lastPrimaryAdmin);
    await made(gus.post(admins, pia.member));
    expect((await gus.delete(`${admins}/${group.id}`)).status).toBe(204);
    await world.product.directory.removeUser(side.tenantId, pia.objectId);
    expect(await gus.delete(`${admins}/${pia.objectId}`)).toMatchObject(lastPrimaryAdmin);
    const { member } = await person();
    await made(gus.post(admins, member));
    expect((await gus.delete(`${admins}/${pia.objectId}`)).status).toBe(204);
  });

  test('while the relationship is suspended, the customer can’t take it either', async () => {
    const { customer, relation } = side;
    expect((await customer.admin.post(`${relation.withPartner}/suspend`)).status).toBe(200);
    const answer = await customer.admin.delete(`${relation.withPartner}/assignments/assignedAdmins`);
    expect(answer).toMatchObject(lastPrimaryAdmin);
    expect(await gus.delete(`${admins}/${pia.objectId}`)).toMatchObject(refused(403, 'relationshipNotActive'));
  });
});

describe('R13: Assigned admins', () => {
  const builtInRole = refused(409, 'builtInRole');

  test('is the one assignment of Primary admin, over all rooms, and never expires', async () => {
    expect(await pia.all(`${side.base}/roles/primaryAdmin/assignments`)).toMatchObject([
      { id: 'assignedAdmins', name: 'Assigned admins', scope: allRooms, members: [pia.member] },
    ]);
    expect((await pia.get(assigned)).body['expiresAt']).toBeUndefined();
    const another = assignmentOf([await person()]);
    expect(await pia.post(`${side.base}/roles/primaryAdmin/assignments`, another)).toMatchObject(builtInRole);
  });

  test('changes its members, its description and its e-mail, and nothing else', async () => {
    const { rooms } = await furnish(side.customer);
    const expiresAt = new Date(world.now().getTime() + 3_600_000).toISOString();
    for (const patch of [{ name: 'Others' }, { scope: selected([rooms.r1]) }, { expiresAt }]) {
      expect(await pia.patch(assigned, patch)).toMatchObject(builtInRole);
      expect(await pia.patch(assigned, { ...patch, description: 'x' })).toMatchObject(builtInRole);
    }
    const changed = await pia.patch(assigned, { description: 'Ours', emailNotifications: true });
    expect(changed).toMatchObject({
      status: 200,
      body: { description: 'Ours', emailNotifications: true, name: 'Assigned admins' },
    });
    const { etag } = changed;
    const back = { name: 'Assigned admins', scope: allRooms, members: changed.body['members'] };
    expect(await pia.patch(assigned, back)).toMatchObject({ status: 200, etag });
    const quinn = await person();
    expect((await pia.patch(assigned, { members: [pia.member, quinn.member] })).status).toBe(200);
    expect(await memberIds(quinn)).toEqual([pia.objectId, quinn.objectId]);
  });
});

describe('R44: who manages Primary admins', () => {
  const whoMay: [string, () => Promise<Caller>][] = [
    ['Global Administrators', () => Promise.resolve(gus)],
    [
      'Managed Service Administrators',
      async () => {
        const msa = await person();
        await made(gus.post('/customer/roles/managedServiceAdministrator/assignments', assignmentOf([msa])));
        return msa;
      },
    ],
    [
      'Tenant managers',
      async () => {
        const manager = await person();
        await made(gus.post('/partner/tenantManagers', manager.member));
        return manager;
      },
    ],
    ['Primary admins', () => Promise.resolve(pia)],
    ['who holds all that it gives', async () => holder(world, side, await everything())],
  ];
  test.each(whoMay)('%s of the partner', async (_, open) => {
    const caller = await open();
    const quinn = await person({ name: 'Quinn' });
    const added = await caller.post(admins, { ...quinn.member, displayName: 'Somebody else' });
    expect(added).toMatchObject({ status: 201, body: { ...quinn.member, displayName: 'Quinn' } });
    expect(await caller.all(admins)).toEqual([
      { ...pia.member, displayName: 'Pia' },
      { ...quinn.member, displayName: 'Quinn' },
    ]);
    expect((await quinn.get(`${side.base}/rooms`)).status).toBe(200);
    expect((await caller.delete(`${admins}/${quinn.objectId}`)).status).toBe(204);
    expect(await quinn.get(`${side.base}/rooms`)).toMatchObject(refused(404, 'notFound'));
  });

  test('they can make themselves Primary admin, and the customer sees it', async () => {
    const manager = await person({ name: 'Mia' });
    await made(gus.post('/partner/tenantManagers', manager.member));
    expect(await manager.get(`${side.base}/rooms`)).toMatchObject(refused(403, 'permissionDenied'));
    await made(manager.post(admins, manager.member));
    expect((await manager.get(`${side.base}/rooms`)).status).toBe(200);
    const { customer, relation } = side;
    expect((await customer.admin.get(relation.withPartner)).body['primaryAdmins']).toMatchObject([
      pia.member,
      { ...manager.member, displayName: 'Mia' },
    ]);
    const [event] = await customer.admin.all('/customer/auditEvents?category=Assignment&side=partner');
    expect(event).toMatchObject({
      user: { userId: manager.objectId, userTenantId: side.tenantId },
      activity: { operation: 'Update', objectId: 'assignedAdmins', resultStatus: 'Successful' },
    });
  });

  test('R11: who manages roles and holds less than Primary admin gives, or not over all rooms, does not', async () => {
    const { rooms } = await furnish(side.customer);
    const all = await everything();
    const less = [
      await holder(world, side, ['roles.view', 'roles.modify']),
      await holder(
        world,
        side,
        all.filter((permission) => permission !== 'tickets.update'),
      ),
      await holder(world, side, all, selected([rooms.r1, rooms.r2, rooms.r3, rooms.r4])),
    ];
    for (const caller of less) {
      expect(await caller.post(admins, caller.member)).toMatchObject(refused(403, 'escalation'));
      expect(await caller.delete(`${admins}/${pia.objectId}`)).toMatchObject(refused(403, 'escalation'));
      expect(await caller.patch(assigned, { members: [caller.member] })).toMatchObject(refused(403, 'escalation'));
      expect(await memberIds(caller)).toEqual([pia.objectId]);
    }
  });

  test('who views roles reads them; others don’t', async () => {
    const viewer = await holder(world, side, ['roles.view']);
    expect(await memberIds(viewer)).toEqual([pia.objectId]);
    expect(await viewer.post(admins, viewer.member)).toMatchObject(refused(403, 'permissionDenied'));
    expect(await viewer.delete(`${admins}/${pia.objectId}`)).toMatchObject(refused(403, 'permissionDenied'));
    const other = await holder(world, side, ['rooms.view']);
    expect(await other.get(admins)).toMatchObject(refused(403, 'permissionDenied'));
    expect(await (await person()).get(admins)).toMatchObject(refused(404, 'notFound'));
  });

  test('is there already: 409; not there, or of another tenant: 422; nobody’s: 404', async () => {
    expect(await gus.post(admins, pia.member)).toMatchObject(refused(409, 'memberExists'));
    const foreign = await world.person(side.customer.tenantId);
    for (const member of [foreign.member, { type: 'user', id: randomUUID() }, { ...pia.member, type: 'group' }]) {
      expect(await gus.post(admins, member)).toMatchObject(refused(422, 'principalUnknown'));
    }
    for (const principalId of [randomUUID(), 'x', foreign.objectId]) {
      expect(await gus.delete(`${admins}/${principalId}`)).toMatchObject(refused(404, 'notFound'));
    }
    for (const body of [{}, { ...pia.member, id: 'x' }, { ...pia.member, surprise: 1 }]) {
      expect(await gus.post(admins, body)).toMatchObject(refused(400, 'invalidRequest'));
    }
  });

  test('everybody in a group that is one has all that it gives', async () => {
    const group = await world.group(side.tenantId);
    await made(gus.post(admins, group));
    const member = await person({ memberOf: [group.id] });
    expect((await member.get(`${side.base}/roles`)).status).toBe(200);
    expect((await member.delete(`${admins}/${pia.objectId}`)).status).toBe(204);
  });

  test('the list comes page by page, in the order of adding, also when one goes meanwhile', async () => {
    const people = [pia, await person(), await person(), await person()];
    for (const { member } of people.slice(1)) await made(gus.post(admins, member));
    const ids = people.map(({ objectId }) => objectId);
    expect((await gus.all(`${admins}?top=1`)).map((row) => String(row['id']))).toEqual(ids);
    const first = await gus.get(`${admins}?top=2`);
    await gus.delete(`${admins}/${ids[0] ?? ''}`);
    const rest = await gus.all(String(first.body['nextLink']));
    expect(rest.map((row) => String(row['id']))).toEqual(ids.slice(2));
  });
});
