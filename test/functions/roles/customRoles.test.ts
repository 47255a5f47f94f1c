import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { refused } from '../../support/refused.ts';
import { startWorld, type World } from '../../support/world.ts';
import { assignmentOf, assignmentsOf, give, id, made, newRole, openSide, sides, type RoleSide } from './roleSide.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe.each(sides)('%s', (kind) => {
  let side: RoleSide;
  let roles: string;
  beforeAll(async () => {
    side = await openSide(world, kind);
    roles = `${side.base}/roles`;
  });

  test('R40: a role has a name, a description and permissions, each once, in the order of the table', async () => {
    const sent = {
      name: ' Café ',
      description: 'Line 1\nLine 2',
      permissions: ['tickets.view', 'rooms.view', 'rooms.view'],
    };
    const answer = await side.admin.post(roles, sent);
    expect(answer).toMatchObject({ status: 201, etag: String(answer.body['etag']) });
    expect(answer.body).toEqual({
      ...sent,
      id: expect.stringMatching(/^role_[0-9a-z]+$/),
      kind: 'custom',
      permissions: ['rooms.view', 'tickets.view'],
      etag: answer.etag,
    });
    const read = await side.admin.get(`${roles}/${String(answer.body['id'])}`);
    expect([read.body, read.etag]).toEqual([answer.body, answer.etag]);
    expect((await made(side.admin.post(roles, { name: 'Bare', permissions: ['rooms.view'] })))['description']).toBe('');
  });

  test.each([
    ['no name', { permissions: ['rooms.view'] }],
    ['a blank name', { name: '  ', permissions: ['rooms.view'] }],
    ['a name of 65 characters', { name: 'x'.repeat(65), permissions: ['rooms.view'] }],
    ['no permission', { name: 'None', permissions: [] }],
    ['permissions that are none', { name: 'Odd', permissions: ['rooms.destroy'] }],
    ['permissions in other case', { name: 'Odd', permissions: ['Rooms.View'] }],
    ['a description too long', { name: 'Long', permissions: ['rooms.view'], description: 'x'.repeat(2001) }],
    ['an id', { id: 'role_mine', name: 'Id', permissions: ['rooms.view'] }],
    ['a kind', { kind: 'builtIn', name: 'Kind', permissions: ['rooms.view'] }],
  ])('R40: %s is refused', async (_, body) => {
    expect(await side.admin.post(roles, body)).toMatchObject(refused(400, 'invalidRequest'));
  });

  test('R40: a name of 64 characters is counted in code points', async () => {
    expect((await side.admin.post(roles, { name: '😀'.repeat(64), permissions: ['rooms.view'] })).status).toBe(201);
  });

  test('R40: names are unique among all roles, built-in ones included, whatever their case and form', async () => {
    const name = `É ${randomUUID()}`;
    const roleId = await id(side.admin.post(roles, { name, permissions: ['rooms.view'] }));
    const other = await newRole(side, ['rooms.view']);
    const { body: builtIn } = await side.admin.get(`${roles}/${side.builtInRoleId}`);
    const taken = [name, ` ${name.toUpperCase()} `, name.normalize('NFD'), String(builtIn['name']).toUpperCase()];
    for (const same of taken) {
      const body = { name: same, permissions: ['rooms.view'] };
      expect(await side.admin.post(roles, body)).toMatchObject(refused(409, 'roleNameTaken'));
      expect(await side.admin.post(`${roles}?dryRun=true`, body)).toMatchObject(refused(409, 'roleNameTaken'));
      expect(await side.admin.patch(`${roles}/${other}`, { name: same })).toMatchObject(refused(409, 'roleNameTaken'));
    }
    const inOtherCase = await side.admin.patch(`${roles}/${roleId}`, { name: name.toLowerCase() });
    expect(inOtherCase).toMatchObject({ status: 200, body: { name: name.toLowerCase() } });
    await side.admin.delete(`${roles}/${roleId}`);
    expect((await side.admin.post(roles, { name, permissions: ['rooms.view'] })).status).toBe(201);
  });

  test('R40: of many who take one name at once, one gets it', async () => {
    const body = { name: `Wanted ${randomUUID()}`, permissions: ['rooms.view'] };
    const answers = await Promise.all(Array.from({ length: 6 }, () => side.admin.post(roles, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  test('a change sets what is sent and leaves the rest; null takes the description away', async () => {
    const path = `${roles}/${await newRole(side, ['rooms.view'])}`;
    const before = (await side.admin.patch(path, { description: 'Some' })).body;
    const renamed = (await side.admin.patch(path, { name: `Renamed ${randomUUID()}` })).body;
    expect(renamed).toMatchObject({ description: 'Some', permissions: ['rooms.view'] });
    const widened = (await side.admin.patch(path, { permissions: ['tickets.view', 'rooms.view'] })).body;
    expect(widened).toMatchObject({ name: renamed['name'], permissions: ['rooms.view', 'tickets.view'] });
    expect((await side.admin.patch(path, { description: null })).body['description']).toBe('');
    const tags = [before, renamed, widened].map((body) => String(body['etag']));
    expect(new Set(tags).size).toBe(3);
    expect(await side.admin.patch(path, { name: null })).toMatchObject(refused(400, 'invalidRequest'));
  });

  test('a change that changes nothing keeps the version; a stale version is refused; without one the last writer wins', async () => {
    const path = `${roles}/${await newRole(side, ['rooms.view', 'tickets.view'])}`;
    const { etag = '', body } = await side.admin.get(path);
    const same = { name: body['name'], permissions: ['tickets.view', 'rooms.view'] };
    for (const patch of [{}, same]) expect(await side.admin.patch(path, patch)).toMatchObject({ status: 200, etag });
    const first = await side.admin.patch(path, { description: 'First' }, { 'if-match': etag });
    expect(first.status).toBe(200);
    const stale = { 'if-match': etag };
    expect(await side.admin.patch(path, { description: 'Second' }, stale)).toMatchObject(refused(412, 'etagMismatch'));
    expect(await side.admin.delete(path, stale)).toMatchObject(refused(412, 'etagMismatch'));
    expect((await side.admin.patch(path, { description: 'Third' })).status).toBe(200);
    expect((await side.admin.patch(path, { description: 'Fourth' }, { 'if-match': '*' })).status).toBe(200);
  });

  test('each role has a version of its own', async () => {
    const [one, other] = [await newRole(side, ['rooms.view']), await newRole(side, ['rooms.view'])];
    const { etag } = await side.admin.get(`${roles}/${one}`);
    await side.admin.patch(`${roles}/${other}`, { description: 'Changed' });
    await give(side, (await world.person(side.tenantId)).member, ['rooms.view']);
    expect((await side.admin.get(`${roles}/${one}`)).etag).toBe(etag);
  });

  test('R43: deleting a role deletes its assignments, and what they gave is gone with the answer', async () => {
    const person = await world.person(side.tenantId);
    const { roleId, path } = await give(side, person.member, ['rooms.view']);
    const other = await give(side, (await world.person(side.tenantId)).member, ['rooms.view']);
    expect((await person.get(`${side.base}/rooms`)).status).toBe(200);
    expect((await side.admin.delete(`${roles}/${roleId}`)).status).toBe(204);
    expect([403, 404]).toContain((await person.get(`${side.base}/rooms`)).status);
    for (const gone of [`${roles}/${roleId}`, assignmentsOf(side, roleId), path]) {
      expect(await side.admin.get(gone)).toMatchObject(refused(404, 'notFound'));
    }
    expect(await side.admin.delete(`${roles}/${roleId}`)).toMatchObject(refused(404, 'notFound'));
    expect((await side.admin.get(other.path)).status).toBe(200);
  });

  test('R43, R90: that is one event; the assignments are in its changes', async () => {
    const person = await world.person(side.tenantId);
    const { roleId, assignmentId } = await give(side, person.member, ['rooms.view']);
    await side.admin.delete(`${roles}/${roleId}`);
    const events = await side.customer.admin.all('/customer/auditEvents?category=Role&operation=Delete');
    const ofThis = events.filter(({ activity }) => String(activity?.['objectId']) === roleId);
    expect(ofThis).toMatchObject([{ side: kind, activity: { resultStatus: 'Successful' } }]);
    expect(JSON.stringify(ofThis[0]?.['changes'])).toContain(assignmentId);
  });

  test('a dry run shows what would change, and changes nothing', async () => {
    const body = { name: `Dry ${randomUUID()}`, permissions: ['rooms.view'] };
    const shown = await side.admin.post(`${roles}?dryRun=true`, body);
    expect(shown).toMatchObject({
      status: 200,
      body: { dryRun: true, wouldChange: [{ category: 'Role', operation: 'Create', objectName: body.name }] },
    });
    const names = (await side.admin.all(roles)).map(({ name }) => String(name));
    expect(names).not.toContain(body.name);
  });

  test('lists come in the order of making, or by name, page by page, nothing twice', async () => {
    const listed = await openSide(world, kind);
    const path = `${listed.base}/roles`;
    for (const name of ['b', 'C', 'a', 'Ä']) await id(listed.admin.post(path, { name, permissions: ['rooms.view'] }));
    const namesOf = async (query: string) => (await listed.admin.all(path + query)).map(({ name }) => String(name));
    const builtIn = (await namesOf('')).slice(0, -4);
    expect(await namesOf('')).toEqual([...builtIn, 'b', 'C', 'a', 'Ä']);
    const byName = await namesOf('?orderBy=name');
    expect(byName.filter((name) => !builtIn.includes(name))).toEqual(['a', 'b', 'C', 'Ä']);
    expect(await namesOf('?orderBy=-name')).toEqual(byName.toReversed());
    for (const top of [1, 2, 200]) {
      expect(await namesOf(`?top=${top}`)).toEqual(await namesOf(''));
      expect(await namesOf(`?orderBy=name&top=${top}`)).toEqual(byName);
    }
    expect(await listed.admin.get(`${path}?orderBy=id`)).toMatchObject(refused(400, 'invalidRequest'));
  });

  test('R3, R12: it takes roles.view to read and roles.modify to change', async () => {
    const [viewer, changer] = [await world.person(side.tenantId), await world.person(side.tenantId)];
    await give(side, viewer.member, ['roles.view']);
    await give(side, changer.member, ['roles.modify', 'rooms.view']);
    const path = `${roles}/${await newRole(side, ['rooms.view'])}`;
    for (const address of [roles, path, `${path}/assignments`]) {
      expect((await viewer.get(address)).status).toBe(200);
      expect(await changer.get(address)).toMatchObject(refused(403, 'permissionDenied'));
    }
    const body = { name: `By changer ${randomUUID()}`, permissions: ['rooms.view'] };
    const denied = [
      await viewer.post(roles, body),
      await viewer.patch(path, { description: 'x' }),
      await viewer.delete(path),
      await viewer.post(`${path}/assignments`, assignmentOf([viewer])),
    ];
    for (const answer of denied) expect(answer).toMatchObject(refused(403, 'permissionDenied'));
    expect((await changer.post(roles, body)).status).toBe(201);
  });
});

test('R40: the same name may be a role of the customer and of each of its partners', async () => {
  const { customer, primaryAdmin, atCustomer } = (await openSide(world, 'partner')).relation;
  const body = { name: 'Everywhere', permissions: ['rooms.view'] };
  for (const [caller, path] of [
    [customer.admin, '/customer/roles'],
    [primaryAdmin, `${atCustomer}/roles`],
  ] as const) {
    expect((await caller.post(path, body)).status).toBe(201);
  }
});
