import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { refused } from '../../support/refused.ts';
import { startWorld, type World, type WorldPerson } from '../../support/world.ts';
import {
  allRooms,
  assignmentOf,
  assignmentsOf,
  furnish,
  give,
  holder,
  id,
  made,
  newRole,
  openPlace,
  openSide,
  selected,
  sides,
  type Place,
  type RoleSide,
} from './roleSide.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const managing = ['roles.view', 'roles.modify'];
const escalation = refused(403, 'escalation');
let names = 0;
const roleOf = (...permissions: string[]) => ({ name: `Escalation ${++names}`, permissions });

describe.each(sides)('R11: nobody gives more than they hold: %s', (kind) => {
  let place: Place;
  let roles: string;
  /** Manages roles and views rooms, over r2 and the rooms of g1. */
  let lead: WorldPerson;
  let leadScope: object;
  /** Whom it is given to. */
  let ann: WorldPerson;
  let viewers: string;

  beforeAll(async () => {
    place = await openPlace(world, kind);
    roles = `${place.base}/roles`;
    ann = await world.person(place.tenantId);
    leadScope = selected([place.rooms.r2], [place.groups.g1]);
    lead = await holder(world, place, [...managing, 'rooms.view'], leadScope);
  });
  beforeEach(async () => {
    viewers = assignmentsOf(place, await newRole(place, ['rooms.view']));
  });

  describe('making roles', () => {
    test('of what one holds, wherever one holds it', async () => {
      for (const held of [['rooms.view'], ['roles.view'], [...managing, 'rooms.view']]) {
        expect((await lead.post(roles, roleOf(...held))).status).toBe(201);
      }
    });

    test('but not of anything else, though it be one permission of many', async () => {
      for (const more of [
        ['tickets.view'],
        ['rooms.view', 'rooms.modify'],
        [...managing, 'rooms.view', 'reports.view'],
      ]) {
        expect(await lead.post(roles, roleOf(...more))).toMatchObject(escalation);
        expect(await lead.post(`${roles}?dryRun=true`, roleOf(...more))).toMatchObject(escalation);
      }
    });

    test('each permission may come from another assignment', async () => {
      const both = await holder(world, place, managing);
      await give(place, both.member, ['tickets.view'], selected([place.rooms.r1]));
      expect((await both.post(roles, roleOf('roles.view', 'tickets.view'))).status).toBe(201);
    });

    test('what an assignment that has expired gave is not held', async () => {
      const late = await holder(world, place, managing);
      const roleId = await newRole(place, ['tickets.view']);
      const expiresAt = new Date(world.now().getTime() + 60_000);
      const body = assignmentOf([late], allRooms, { expiresAt: expiresAt.toISOString() });
      await id(place.admin.post(assignmentsOf(place, roleId), body));
      expect((await late.post(`${roles}?dryRun=true`, roleOf('tickets.view'))).status).toBe(200);
      const then = await world.at(expiresAt, () => late.post(roles, roleOf('tickets.view')));
      expect(then).toMatchObject(escalation);
    });

    test('what a group gives is held', async () => {
      const group = await world.group(place.tenantId);
      await give(place, group, [...managing, 'tickets.view']);
      const member = await world.person(place.tenantId, { memberOf: [group.id] });
      expect((await member.post(roles, roleOf('tickets.view'))).status).toBe(201);
      expect(await member.post(roles, roleOf('rooms.view'))).toMatchObject(escalation);
    });
  });

  describe('assigning', () => {
    test('over what one holds it over: rooms, rooms of a group, that very group', async () => {
      const { rooms, groups } = place;
      const within = [
        selected([rooms.r2]),
        selected([rooms.r1, rooms.r2, rooms.r3]),
        selected([], [groups.g1]),
        selected([rooms.r3], [groups.g1]),
      ];
      for (const scope of within) expect((await lead.post(viewers, assignmentOf([ann], scope))).status).toBe(201);
    });

    test('not over all rooms, and not over a group of which one sees a room, but which is not one’s own', async () => {
      for (const scope of [allRooms, selected([], [place.groups.g2]), selected([place.rooms.r2], [place.groups.g2])]) {
        expect(await lead.post(viewers, assignmentOf([ann], scope))).toMatchObject(escalation);
        expect(await lead.post(`${viewers}?dryRun=true`, assignmentOf([ann], scope))).toMatchObject(escalation);
      }
      expect(await place.admin.all(viewers)).toEqual([]);
    });

    test('over rooms and groups out of sight: refused as if they were not there', async () => {
      for (const [scope, code] of [
        [selected([place.rooms.r4]), 'roomUnknown'],
        [selected(['room_not_there']), 'roomUnknown'],
        [selected([place.rooms.r2, place.rooms.r4]), 'roomUnknown'],
        [selected([], [place.groups.g3]), 'roomGroupUnknown'],
        [selected([], ['grp_not_there']), 'roomGroupUnknown'],
        [selected([], [place.rooms.r2]), 'roomGroupUnknown'],
        [selected([place.groups.g1]), 'roomUnknown'],
      ] as const) {
        const answer = await lead.post(viewers, assignmentOf([ann], scope));
        expect(answer).toMatchObject(refused(422, code));
      }
      const told = async (roomId: string) => {
        const headers = { 'x-request-id': 'same' };
        const { text } = await lead.post(viewers, assignmentOf([ann], selected([roomId])), headers);
        return text.replaceAll(roomId, 'the room');
      };
      expect(await told(place.rooms.r4)).toBe(await told('room_not_there'));
    });

    test('what one sees by any permission can be named, and is then judged by what one holds', async () => {
      const seer = await holder(world, place, [...managing, 'rooms.view'], selected([place.rooms.r2]));
      await give(place, seer.member, ['tickets.view'], selected([place.rooms.r4]));
      expect(await seer.post(viewers, assignmentOf([ann], selected([place.rooms.r4])))).toMatchObject(escalation);
    });

    test('each permission must be held over the whole scope by one single assignment', async () => {
      const split = await holder(world, place, managing);
      await give(place, split.member, ['rooms.view'], selected([place.rooms.r1]));
      await give(place, split.member, ['rooms.view'], selected([place.rooms.r2]));
      const one = assignmentOf([ann], selected([place.rooms.r1]));
      const two = assignmentOf([ann], selected([place.rooms.r1, place.rooms.r2]));
      expect((await split.post(viewers, one)).status).toBe(201);
      expect(await split.post(viewers, two)).toMatchObject(escalation);
      await give(place, split.member, ['rooms.view', 'reports.view'], selected([place.rooms.r1, place.rooms.r2]));
      expect((await split.post(viewers, two)).status).toBe(201);
    });

    test('different permissions may be held by different assignments, each over the whole scope', async () => {
      const scope = selected([place.rooms.r1]);
      const both = await holder(world, place, managing);
      await give(place, both.member, ['rooms.view'], selected([place.rooms.r1, place.rooms.r2]));
      await give(place, both.member, ['tickets.view'], selected([], [place.groups.g1]));
      const roleId = await newRole(place, ['rooms.view', 'tickets.view']);
      const path = assignmentsOf(place, roleId);
      expect((await both.post(path, assignmentOf([ann], scope))).status).toBe(201);
      expect(await both.post(path, assignmentOf([ann], selected([place.rooms.r2])))).toMatchObject(escalation);
    });

    test('that one manages roles over all rooms gives no other permission over all rooms', async () => {
      const manager = await holder(world, place, managing);
      await give(place, manager.member, ['rooms.view'], selected([place.rooms.r1]));
      expect(await manager.post(viewers, assignmentOf([ann], allRooms))).toMatchObject(escalation);
      const managers = assignmentsOf(place, await newRole(place, managing));
      expect((await manager.post(managers, assignmentOf([ann], allRooms))).status).toBe(201);
    });

    test('not a role that gives more than one holds, not even over the least', async () => {
      const more = assignmentsOf(place, await newRole(place, ['rooms.view', 'tickets.view']));
      expect(await lead.post(more, assignmentOf([ann], selected([place.rooms.r2])))).toMatchObject(escalation);
    });

    test('not to oneself either', async () => {
      expect(await lead.post(viewers, assignmentOf([lead], allRooms))).toMatchObject(escalation);
    });
  });

  describe('changing assignments', () => {
    test('one’s own can’t be widened', async () => {
      const person = await world.person(place.tenantId);
      const { path } = await give(place, person.member, [...managing, 'rooms.view'], selected([place.rooms.r1]));
      expect(await person.patch(path, { scope: allRooms })).toMatchObject(escalation);
      expect((await person.patch(path, { scope: selected([place.rooms.r1]) })).status).toBe(200);
    });

    test('of one that gives more than one holds nothing can be changed: members, scope, expiry, name', async () => {
      const { path } = await give(place, ann.member, ['rooms.view'], allRooms);
      const expiresAt = new Date(world.now().getTime() + 3_600_000).toISOString();
      for (const patch of [
        { members: [ann.member, lead.member] },
        { members: [lead.member] },
        { name: 'Other' },
        { description: 'Other' },
        { expiresAt },
        { emailNotifications: true },
      ]) {
        expect(await lead.patch(path, patch)).toMatchObject(escalation);
        expect(await lead.patch(`${path}?dryRun=true`, patch)).toMatchObject(escalation);
      }
    });

    test('what it then gives is what counts: it can be narrowed to what one holds', async () => {
      const { path } = await give(place, ann.member, ['rooms.view'], allRooms);
      expect((await lead.patch(path, { scope: leadScope, members: [lead.member] })).status).toBe(200);
    });

    test('one whose expiry has come gives nothing, but can’t be brought back by who does not hold it', async () => {
      const { path } = await give(place, ann.member, ['rooms.view'], allRooms);
      const soon = new Date(world.now().getTime() + 1_000);
      await place.admin.patch(path, { expiresAt: soon.toISOString() });
      await world.advance({ seconds: 2 });
      expect(await lead.patch(path, { expiresAt: null })).toMatchObject(escalation);
    });
  });

  describe('changing roles', () => {
    test('adding a permission that one does not hold, though nobody has the role', async () => {
      const roleId = await newRole(place, ['rooms.view']);
      const more = { permissions: ['rooms.view', 'tickets.view'] };
      expect(await lead.patch(`${roles}/${roleId}`, more)).toMatchObject(escalation);
      expect((await lead.patch(`${roles}/${roleId}`, { permissions: ['rooms.view', 'roles.view'] })).status).toBe(200);
    });

    test('is judged over every assignment of it: one that reaches further stands in the way, whatever is changed', async () => {
      const roleId = viewers.split('/').at(-2) ?? '';
      await id(lead.post(viewers, assignmentOf([ann], selected([place.rooms.r1]))));
      expect((await lead.patch(`${roles}/${roleId}`, { description: 'Mine' })).status).toBe(200);
      const wide = await id(place.admin.post(viewers, assignmentOf([ann], selected([place.rooms.r1, place.rooms.r4]))));
      for (const patch of [
        { permissions: ['rooms.view', 'roles.view'] },
        { description: 'Theirs' },
        { name: `N ${++names}` },
      ]) {
        expect(await lead.patch(`${roles}/${roleId}`, patch)).toMatchObject(escalation);
      }
      expect((await lead.delete(`${viewers}/${wide}`)).status).toBe(204);
      expect((await lead.patch(`${roles}/${roleId}`, { permissions: ['rooms.view', 'roles.view'] })).status).toBe(200);
    });

    test('a group that one’s own assignment does not name stands in the way, though all of its rooms are one’s own', async () => {
      const { rooms, groups } = place;
      const owner = await holder(world, place, [...managing, 'rooms.view'], selected([rooms.r1, rooms.r2, rooms.r3]));
      const roleId = viewers.split('/').at(-2) ?? '';
      await id(place.admin.post(viewers, assignmentOf([ann], selected([], [groups.g2]))));
      expect(await owner.patch(`${roles}/${roleId}`, { description: 'Mine' })).toMatchObject(escalation);
    });

    test('taking permissions away is judged by what is left', async () => {
      const { roleId } = await give(place, ann.member, ['rooms.view', 'tickets.view'], selected([place.rooms.r2]));
      expect(await lead.patch(`${roles}/${roleId}`, { description: 'x' })).toMatchObject(escalation);
      expect((await lead.patch(`${roles}/${roleId}`, { permissions: ['rooms.view'] })).status).toBe(200);
    });
  });

  test('deleting is free: roles and assignments that give more than one holds', async () => {
    const person = await world.person(place.tenantId);
    const { path, roleId } = await give(place, person.member, ['tickets.view', 'rooms.view'], allRooms);
    expect((await lead.delete(path)).status).toBe(204);
    expect((await lead.delete(`${roles}/${roleId}`)).status).toBe(204);
  });

  test('R90: an attempt is an event, with the code of its refusal, and a dry run is none', async () => {
    const escalations = async () => {
      const events = await place.customer.admin.all('/customer/auditEvents?category=Role&result=Failed');
      return events.filter(({ user }) => String(user?.['userId']) === lead.objectId);
    };
    const before = (await escalations()).length;
    await lead.post(roles, roleOf('tickets.view'));
    await lead.post(`${roles}?dryRun=true`, roleOf('tickets.view'));
    const after = await escalations();
    expect(after).toHaveLength(before + 1);
    expect(after[0]).toMatchObject({
      side: kind,
      activity: { operation: 'Create', resultStatus: 'Failed' },
      error: { code: 'escalation' },
    });
  });
});

describe('R11: of a partner', () => {
  test('custom roles stay within what Primary admin gives, whoever makes them', async () => {
    const side = await openSide(world, 'partner');
    const { admin, base } = side;
    const never = [
      'rooms.create',
      'rooms.resetKey',
      'rooms.downloadKey',
      'rooms.unenroll',
      'settings.view',
      'settings.modify',
    ];
    for (const permission of [...never, 'roomGroups.modify', 'roomGroups.create']) {
      expect(await admin.post(`${base}/roles`, roleOf('rooms.view', permission))).toMatchObject(escalation);
    }
    const path = `${base}/roles/${await newRole(side, ['rooms.view'])}`;
    expect(await admin.patch(path, { permissions: ['rooms.view', 'rooms.create'] })).toMatchObject(escalation);
  });

  test('one whose own assignment is over all rooms may assign all rooms, however narrow the relationship', async () => {
    const customer = await world.tenant('Contoso');
    const { rooms, groups } = await furnish(customer);
    const side: RoleSide = await openSide(world, 'partner', { customer, scope: selected([rooms.r1], [groups.g2]) });
    const path = assignmentsOf(side, await newRole(side, ['rooms.view']));
    const ann = await world.person(side.tenantId);
    await made(side.admin.post(path, assignmentOf([ann], allRooms)));
    expect((await ann.all(`${side.base}/rooms`)).map(({ name }) => String(name)).sort()).toEqual(['r1', 'r3']);
    // What the relationship does not reach can't be named.
    expect(await side.admin.post(path, assignmentOf([ann], selected([rooms.r2])))).toMatchObject(
      refused(422, 'roomUnknown'),
    );
    expect(await side.admin.post(path, assignmentOf([ann], selected([], [groups.g3])))).toMatchObject(
      refused(422, 'roomGroupUnknown'),
    );
    // A group of which one room is in reach is seen, and Primary admin is over all rooms.
    expect((await side.admin.post(path, assignmentOf([ann], selected([], [groups.g1])))).status).toBe(201);
  });
});
