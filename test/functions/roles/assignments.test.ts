import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../support/caller.ts';
import { refused } from '../../support/refused.ts';
import { startWorld, type World, type WorldPerson } from '../../support/world.ts';
import {
  allRooms,
  assignmentOf,
  assignmentsOf,
  give,
  holder,
  id,
  made,
  newRole,
  openPlace,
  selected,
  sides,
  type Place,
} from './roleSide.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe.each(sides)('%s', (kind) => {
  let place: Place;
  let admin: Caller;
  let path: string;
  let person: WorldPerson;
  beforeAll(async () => {
    place = await openPlace(world, kind);
    admin = place.admin;
  });
  beforeEach(async () => {
    person = await world.person(place.tenantId, { name: 'Ann' });
    path = assignmentsOf(place, await newRole(place, ['rooms.view']));
  });

  const roomsSeenBy = async (caller: Caller) => {
    const answer = await caller.get(`${place.base}/rooms`);
    return answer.status === 200 ? answer.body.value.map(({ name }) => String(name)).sort() : answer.status;
  };
  const nothing = kind === 'customer' ? 403 : 404;

  test('R41: an assignment answers what went in, and the names that the directory has', async () => {
    const group = await world.group(place.tenantId);
    const sent = {
      name: ' Front desk ',
      description: 'Ground floor\nand first',
      members: [{ ...person.member, displayName: 'Somebody else' }, group, person.member],
      scope: selected([place.rooms.r1, place.rooms.r1], [place.groups.g2]),
      expiresAt: new Date(world.now().getTime() + 3_600_000).toISOString(),
      emailNotifications: true,
    };
    const answer = await admin.post(path, sent);
    expect(answer).toMatchObject({ status: 201, etag: String(answer.body['etag']) });
    expect(answer.body).toEqual({
      ...sent,
      id: expect.stringMatching(/^asg_[0-9a-z]+$/),
      roleId: path.split('/').at(-2),
      members: [
        { ...person.member, displayName: 'Ann' },
        { ...group, displayName: 'Group' },
      ],
      scope: selected([place.rooms.r1], [place.groups.g2]),
      etag: answer.etag,
    });
    const read = await admin.get(`${path}/${String(answer.body['id'])}`);
    expect([read.body, read.etag]).toEqual([answer.body, answer.etag]);
    expect(await admin.all(path)).toEqual([answer.body]);
  });

  test('R41: what is left out gets its default: no description, no expiry, no e-mail', async () => {
    const body = await made(admin.post(path, assignmentOf([person])));
    expect(Object.keys(body).sort()).toEqual(
      ['id', 'roleId', 'name', 'description', 'members', 'scope', 'emailNotifications', 'etag'].sort(),
    );
    expect(body).toMatchObject({ description: '', emailNotifications: false, scope: allRooms });
  });

  const somebody = { type: 'user', id: randomUUID() };
  test.each([
    ['no members', { members: [] }],
    ['101 members', { members: Array.from({ length: 101 }, () => ({ type: 'user', id: randomUUID() })) }],
    ['a member of another type', { members: [{ ...somebody, type: 'application' }] }],
    ['a member in capitals', { members: [{ ...somebody, id: somebody.id.toUpperCase() }] }],
    ['a member with something more', { members: [{ ...somebody, surprise: 1 }] }],
    ['an empty scope', { scope: selected([]) }],
    ['a scope of a kind that is none', { scope: { kind: 'everything' } }],
    ['all rooms and rooms', { scope: { ...allRooms, roomIds: ['room_1'] } }],
    ['more than 1,000 in a scope', { scope: selected(Array.from({ length: 1001 }, (_, at) => `room_${at}`)) }],
    ['an expiry that has been', { expiresAt: '2026-01-01T00:00:00Z' }],
    ['an expiry without a zone', { expiresAt: '2099-01-01T00:00:00' }],
    ['an expiry that is a date', { expiresAt: '2099-01-01' }],
    ['a role', { roleId: 'siteLead' }],
  ])('R41: %s is refused', async (_, change) => {
    expect(await admin.post(path, assignmentOf([person], allRooms, change))).toMatchObject(
      refused(400, 'invalidRequest'),
    );
  });

  test('R41: users and security groups of the own tenant only: nobody else, no application, no other group', async () => {
    const elsewhere = await world.person((await world.tenant('Litware')).tenantId);
    const application = randomUUID();
    await world.product.directory.putUser({
      tenantId: place.tenantId,
      objectId: application,
      displayName: 'Robot',
      userPrincipalName: `${application}@robots.example`,
      wids: [],
      roles: [],
      memberOf: [],
      kind: 'application',
    });
    const group = await world.group(place.tenantId);
    const unknown = [
      elsewhere.member,
      { type: 'user', id: randomUUID() },
      { type: 'user', id: application },
      await world.group(place.tenantId, { securityEnabled: false }),
      { type: 'user', id: group.id },
      { type: 'group', id: person.objectId },
    ];
    for (const member of unknown) {
      const body = assignmentOf([person, { member }]);
      expect(await admin.post(path, body)).toMatchObject(refused(422, 'principalUnknown'));
      expect(await admin.post(`${path}?dryRun=true`, body)).toMatchObject(refused(422, 'principalUnknown'));
    }
    expect(await admin.all(path)).toEqual([]);
    const assignment = `${path}/${await id(admin.post(path, assignmentOf([person])))}`;
    for (const member of unknown) {
      const patch = { members: [person.member, member] };
      expect(await admin.patch(assignment, patch)).toMatchObject(refused(422, 'principalUnknown'));
    }
  });

  test('R41: a member who has gone from the directory since stays, without a name, and does not stand in the way', async () => {
    const assignment = `${path}/${await id(admin.post(path, assignmentOf([person])))}`;
    await world.product.directory.removeUser(place.tenantId, person.objectId);
    await world.advance({ seconds: 60 });
    expect((await admin.get(assignment)).body['members']).toEqual([person.member]);
    const other = await world.person(place.tenantId);
    const patch = { members: [person.member, other.member] };
    expect(await admin.patch(assignment, patch)).toMatchObject({ status: 200, body: patch });
  });

  test('R8: it counts from the next request on, and only over its scope', async () => {
    expect(await roomsSeenBy(person)).toBe(nothing);
    const assignment = `${path}/${await id(admin.post(path, assignmentOf([person], selected([place.rooms.r2]))))}`;
    expect(await roomsSeenBy(person)).toEqual(['r2']);
    await admin.patch(assignment, { scope: selected([], [place.groups.g1]) });
    expect(await roomsSeenBy(person)).toEqual(['r1', 'r3']);
    await admin.patch(assignment, { scope: allRooms });
    expect(await roomsSeenBy(person)).toEqual(['r1', 'r2', 'r3', 'r4']);
    await admin.patch(assignment, { members: [(await world.person(place.tenantId)).member] });
    expect(await roomsSeenBy(person)).toBe(nothing);
    await admin.patch(assignment, { members: [person.member] });
    expect((await admin.delete(assignment)).status).toBe(204);
    expect(await roomsSeenBy(person)).toBe(nothing);
  });

  test('R8: members of a group count, those of groups within it too', async () => {
    const outer = await world.group(place.tenantId);
    const inner = await world.group(place.tenantId, { memberOf: [outer.id] });
    const member = await world.person(place.tenantId, { memberOf: [inner.id] });
    await id(admin.post(path, assignmentOf([{ member: outer }], selected([place.rooms.r4]))));
    expect(await roomsSeenBy(member)).toEqual(['r4']);
  });

  test('R8: permissions of one assignment never combine with the scope of another', async () => {
    await give(place, person.member, ['rooms.view'], selected([place.rooms.r1]));
    await give(place, person.member, ['rooms.modify'], selected([place.rooms.r2]));
    expect(await roomsSeenBy(person)).toEqual(['r1']);
    const change = (roomId: string) => person.patch(`${place.base}/rooms/${roomId}`, { site: 'Here' });
    expect(await change(place.rooms.r1)).toMatchObject(refused(404, 'notFound'));
    expect(await change(place.rooms.r2)).toMatchObject({ status: 200 });
  });

  test('R8, R23: it counts until the instant it expires, and from it on no more', async () => {
    const expiresAt = new Date(world.now().getTime() + 60_000);
    const body = assignmentOf([person], allRooms, { expiresAt: expiresAt.toISOString() });
    const assignment = `${path}/${await id(admin.post(path, body))}`;
    const before = new Date(expiresAt.getTime() - 1);
    expect(await world.at(before, () => roomsSeenBy(person))).toHaveLength(4);
    expect(await world.at(expiresAt, () => roomsSeenBy(person))).toBe(nothing);
    expect(await admin.get(assignment)).toMatchObject({ status: 200, body: { expiresAt: expiresAt.toISOString() } });
    expect(await admin.patch(assignment, { expiresAt: expiresAt.toISOString(), name: 'Still' })).toMatchObject({
      status: 200,
    });
    expect(await admin.patch(assignment, { expiresAt: null })).toMatchObject({ status: 200 });
    expect(await roomsSeenBy(person)).toHaveLength(4);
  });

  test('a change sets what is sent and leaves the rest; null takes away what may be left out', async () => {
    const expiresAt = new Date(world.now().getTime() + 3_600_000).toISOString();
    const sent = assignmentOf([person], allRooms, { description: 'Some', expiresAt, emailNotifications: true });
    const before = await made(admin.post(path, sent));
    const assignment = `${path}/${String(before['id'])}`;
    const renamed = (await admin.patch(assignment, { name: 'Renamed' })).body;
    expect(renamed).toEqual({ ...before, name: 'Renamed', etag: renamed['etag'] });
    const cleared = (await admin.patch(assignment, { description: null, expiresAt: null, emailNotifications: null }))
      .body;
    const { expiresAt: _, ...rest } = renamed;
    expect(cleared).toEqual({ ...rest, description: '', emailNotifications: false, etag: cleared['etag'] });
    for (const patch of [
      { name: null },
      { members: null },
      { members: [] },
      { scope: null },
      { expiresAt: '2026-01-01T00:00:00Z' },
    ]) {
      expect(await admin.patch(assignment, patch)).toMatchObject(refused(400, 'invalidRequest'));
    }
    expect((await admin.get(assignment)).body).toEqual(cleared);
  });

  test('a change that changes nothing keeps the version; a stale version is refused', async () => {
    const before = await made(admin.post(path, assignmentOf([person])));
    const assignment = `${path}/${String(before['id'])}`;
    const etag = String(before['etag']);
    for (const patch of [
      {},
      { members: [person.member, person.member] },
      { scope: allRooms, emailNotifications: false },
    ]) {
      expect(await admin.patch(assignment, patch)).toMatchObject({ status: 200, etag });
    }
    expect((await admin.patch(assignment, { name: 'Changed' }, { 'if-match': etag })).status).toBe(200);
    const stale = { 'if-match': etag };
    expect(await admin.patch(assignment, { name: 'Again' }, stale)).toMatchObject(refused(412, 'etagMismatch'));
    expect(await admin.delete(assignment, stale)).toMatchObject(refused(412, 'etagMismatch'));
    expect((await admin.delete(assignment)).status).toBe(204);
    expect(await admin.delete(assignment)).toMatchObject(refused(404, 'notFound'));
  });

  test('an assignment is found under its own role only', async () => {
    const assignmentId = await id(admin.post(path, assignmentOf([person])));
    const elsewhere = `${assignmentsOf(place, await newRole(place, ['rooms.view']))}/${assignmentId}`;
    expect(await admin.get(elsewhere)).toMatchObject(refused(404, 'notFound'));
    expect(await admin.patch(elsewhere, { name: 'x' })).toMatchObject(refused(404, 'notFound'));
    expect(await admin.delete(elsewhere)).toMatchObject(refused(404, 'notFound'));
  });

  test('lists come in the order of making, or by name, page by page', async () => {
    for (const name of ['b', 'C', 'a']) await id(admin.post(path, { ...assignmentOf([person]), name }));
    const namesOf = async (query: string) => (await admin.all(path + query)).map(({ name }) => String(name));
    expect(await namesOf('')).toEqual(['b', 'C', 'a']);
    expect(await namesOf('?top=1')).toEqual(['b', 'C', 'a']);
    expect(await namesOf('?orderBy=name&top=2')).toEqual(['a', 'b', 'C']);
    expect(await namesOf('?orderBy=-name')).toEqual(['C', 'b', 'a']);
  });

  test('R90: each change is an event that says what changed, by whom and through which assignment', async () => {
    const changer = await world.person(place.tenantId);
    const through = await give(place, changer.member, ['roles.modify', 'rooms.view']);
    const assignment = `${path}/${await id(changer.post(path, assignmentOf([person])))}`;
    await changer.patch(assignment, { name: 'Renamed' });
    await changer.patch(assignment, { name: 'Renamed' });
    await changer.patch(assignment, { scope: selected(['room_unknown']) });
    await changer.delete(assignment);
    const events = await place.customer.admin.all('/customer/auditEvents?category=Assignment');
    const ofThis = events.filter(({ activity }) => assignment.endsWith(String(activity?.['objectId'])));
    const user = { userId: changer.objectId, userTenantId: place.tenantId };
    const { roleId, assignmentId } = through;
    const common = { user, side: kind, through: { roleId, assignmentId } };
    expect(ofThis).toMatchObject([
      { ...common, activity: { operation: 'Delete', resultStatus: 'Successful', objectName: 'Renamed' } },
      { ...common, activity: { operation: 'Update', resultStatus: 'Failed' }, error: { code: 'roomUnknown' } },
      {
        ...common,
        activity: { operation: 'Update', resultStatus: 'Successful' },
        changes: [{ path: '/name', from: 'Assignment', to: 'Renamed' }],
      },
      { ...common, activity: { operation: 'Create', resultStatus: 'Successful', objectName: 'Assignment' } },
    ]);
  });
});

describe('R3: Managed Service Administrators', () => {
  let place: Place;
  let path: string;
  let ann: WorldPerson;
  /** Somebody who holds every single permission over all rooms, and is no administrator for all that. */
  let almighty: WorldPerson;
  beforeAll(async () => {
    place = await openPlace(world, 'customer');
    path = '/customer/roles/managedServiceAdministrator/assignments';
    ann = await world.person(place.tenantId);
    const { body } = await place.admin.get('/permissions');
    const permissions = (body['permissions'] as unknown as { permission: string }[]).map(
      ({ permission }) => permission,
    );
    almighty = await holder(world, place, permissions);
  });

  test('are set by GA or MSA, over all rooms only', async () => {
    const narrow = assignmentOf([ann], selected([place.rooms.r1]));
    expect(await place.admin.post(path, narrow)).toMatchObject(refused(400, 'invalidRequest'));
    const first = await made(place.admin.post(path, assignmentOf([ann])));
    expect(await ann.get('/customer/partners')).toMatchObject({ status: 200 });
    const bob = await world.person(place.tenantId);
    const second = await made(ann.post(path, assignmentOf([bob])));
    expect(await bob.patch(`${path}/${String(second['id'])}`, { scope: narrow.scope })).toMatchObject(
      refused(400, 'invalidRequest'),
    );
    expect((await bob.patch(`${path}/${String(first['id'])}`, { description: 'By Bob' })).status).toBe(200);
    expect((await bob.delete(`${path}/${String(first['id'])}`)).status).toBe(204);
    expect(await ann.get('/customer/partners')).toMatchObject(refused(403, 'permissionDenied'));
    expect((await bob.delete(`${path}/${String(second['id'])}`)).status).toBe(204);
    expect(await bob.delete(`${path}/${String(second['id'])}`)).toMatchObject(refused(403, 'permissionDenied'));
  });

  test('are not set, changed or taken back by others, though they hold every permission', async () => {
    const assignment = `${path}/${await id(place.admin.post(path, assignmentOf([ann])))}`;
    const attempts = [
      await almighty.post(path, assignmentOf([almighty])),
      await almighty.post(`${path}?dryRun=true`, assignmentOf([almighty])),
      await almighty.patch(assignment, { members: [almighty.member] }),
      await almighty.patch(assignment, { description: 'x' }),
      await almighty.delete(assignment),
    ];
    for (const answer of attempts) expect(answer).toMatchObject(refused(403, 'escalation'));
    expect((await almighty.get(assignment)).body['members']).toMatchObject([ann.member]);
  });

  test('a role that gives as much does not make an administrator', async () => {
    for (const ofAdministrators of ['partners', 'invitations', 'auditEvents']) {
      expect(await almighty.get(`/customer/${ofAdministrators}`)).toMatchObject(refused(403, 'permissionDenied'));
    }
  });

  test('a partner has no such role to give', async () => {
    const { primaryAdmin, atCustomer } = place.relation;
    const answer = await primaryAdmin.post(
      `${atCustomer}/roles/managedServiceAdministrator/assignments`,
      assignmentOf([primaryAdmin]),
    );
    expect(answer).toMatchObject(refused(404, 'notFound'));
  });
});
