import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { refused } from '../support/refused.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('R1 /me says tenant, object id, tenant roles and groups, and has no etag', async () => {
  const { tenantId } = await world.tenant('Contoso');
  const person = await world.person(tenantId);
  expect(await person.get('/me')).toMatchObject({ status: 200, etag: undefined });
  expect((await person.get('/me')).body).toEqual({
    tenantId,
    objectId: person.objectId,
    tenantRoles: [],
    groups: { source: 'token', count: 0 },
  });
});

test('R3 R4 tenant roles: Global Administrator by the token, MSA by assignment, Tenant manager by membership', async () => {
  const { tenantId, admin } = await world.tenant('Tailspin', { partner: true });
  const group = await world.group(tenantId);
  const [msa, manager, both] = await Promise.all([
    world.person(tenantId),
    world.person(tenantId, { memberOf: [group.id] }),
    world.person(tenantId, { globalAdministrator: true }),
  ]);
  await admin.post('/customer/roles/managedServiceAdministrator/assignments', {
    name: 'MSA',
    members: [msa.member],
    scope: { kind: 'allRooms' },
  });
  await admin.post('/partner/tenantManagers', group);
  await admin.post('/partner/tenantManagers', both.member);
  const roles = async (person: typeof msa) => (await person.get('/me')).body['tenantRoles'];
  expect(await roles(msa)).toEqual(['managedServiceAdministrator']);
  expect(await roles(manager)).toEqual(['tenantManager']);
  expect(await roles(both)).toEqual(['globalAdministrator', 'tenantManager']);
});

test('R1 names decide nothing: somebody with an administrator’s name is nobody', async () => {
  const { tenantId } = await world.tenant('Contoso');
  const claims = {
    name: 'Global Administrator',
    preferred_username: 'admin@contoso.example',
    email: 'admin@x.example',
  };
  const person = await world.person(tenantId, { name: 'Global Administrator', claims });
  expect((await person.get('/me')).body['tenantRoles']).toEqual([]);
  expect(await person.get('/customer/rooms')).toMatchObject(refused(403, 'permissionDenied'));
});

test('R42 groups come from the token, as many as it names; none in it is none', async () => {
  const { tenantId } = await world.tenant('Contoso');
  const [one, two] = [await world.group(tenantId), await world.group(tenantId)];
  const person = await world.person(tenantId, { memberOf: [one.id, two.id] });
  expect((await person.get('/me')).body['groups']).toEqual({ source: 'token', count: 2 });
  const without = await world.person(tenantId, { memberOf: [one.id], claims: { groups: null } });
  expect((await without.get('/me')).body['groups']).toEqual({ source: 'token', count: 0 });
});

test.each([
  [
    '_claim_names',
    { groups: null, _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://x' } } },
  ],
  ['hasgroups', { groups: null, hasgroups: true }],
])('R42 with too many groups to name (%s) the directory is asked', async (_, claims) => {
  const { tenantId, admin } = await world.tenant('Tailspin', { partner: true });
  const group = await world.group(tenantId);
  const person = await world.person(tenantId, { memberOf: [group.id], claims });
  expect((await person.get('/me')).body).toMatchObject({ tenantRoles: [], groups: { source: 'directory' } });
  await admin.post('/partner/tenantManagers', group);
  expect((await person.get('/me')).body).toMatchObject({
    tenantRoles: ['tenantManager'],
    groups: { source: 'directory' },
  });
});

test('R7 /permissions has the catalogue and the four built-in roles', async () => {
  const { tenantId } = await world.tenant('Contoso');
  const { status, body } = await (await world.person(tenantId)).get('/permissions');
  expect(status).toBe(200);
  expect(JSON.stringify(body['permissions'])).toContain('rooms.view');
  expect(body['permissions']).toHaveLength(19);
  const ids = (body['builtInRoles'] as unknown as { id: string }[]).map(({ id }) => id).sort();
  expect(ids).toEqual(['managedServiceAdministrator', 'primaryAdmin', 'siteLead', 'siteTechnician']);
});

test('R1 everybody needs a token; a query parameter that is not known is 400', async () => {
  const { tenantId } = await world.tenant('Contoso');
  for (const path of ['/me', '/permissions', `/operations/${randomUUID()}`]) {
    expect(await world.nobody.get(path)).toMatchObject(refused(401, 'unauthenticated'));
  }
  const person = await world.person(tenantId);
  expect(await person.get(`/me?tenantId=${tenantId}`)).toMatchObject(refused(400, 'invalidRequest'));
});
