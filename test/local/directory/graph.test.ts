import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalClock } from '../../../local/clock/localClock.ts';
import type { Listening } from '../../../local/loopback/listenOnLoopback.ts';
import { serveStandIn } from '../../../local/control/serveStandIn.ts';
import { graphRoutes } from '../../../local/directory/graphRoutes.ts';
import { openDirectory } from '../../../local/directory/openDirectory.ts';
import { identityRoutes } from '../../../local/identity/identityRoutes.ts';
import { openIdentity } from '../../../local/identity/openIdentity.ts';

const contoso = 'c0000000-0000-4000-8000-000000000001';
const fabrikam = 'c0000000-0000-4000-8000-000000000002';
const id = (n: number) => `d0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [ada, bob, robot, inner, outer, list, stranger] = [id(1), id(2), id(3), id(11), id(12), id(13), id(99)];
const clock = createLocalClock();
let served: Listening;
let token = '';

async function graphToken(tenantId: string, changes: Record<string, string> = {}) {
  const form = {
    client_id: 'a0000000-0000-4000-8000-000000000001',
    scope: 'https://graph.microsoft.com/.default',
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: 'whatever',
    ...changes,
  };
  const url = `${served.origin}/identity/${tenantId}/oauth2/v2.0/token`;
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, body: (await response.json()) as { access_token: string; error?: string } };
}

interface Answer {
  status: number;
  body: {
    value: Record<string, unknown>[];
    error?: { code: string; message: string };
    '@odata.nextLink'?: string;
    [name: string]: unknown;
  };
}

async function graph(
  path: string,
  { body, headers, as = token }: { body?: unknown; headers?: Record<string, string>; as?: string } = {},
): Promise<Answer> {
  const response = await fetch(path.startsWith('http') ? path : `${served.origin}/graph/v1.0${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${as}`, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const eventual = { ConsistencyLevel: 'eventual' };
const search = (path: string, text: string) =>
  graph(`${path}?$search=${encodeURIComponent(text)}&$select=id`, { headers: eventual });
const ids = ({ body }: Answer) => body.value.map((row) => row['id']);

beforeAll(async () => {
  const directory = openDirectory({ file: undefined });
  const identity = openIdentity({ file: undefined, clock, directory, origin: () => served.origin });
  served = await serveStandIn({ port: 0, routes: [...identityRoutes(identity), ...graphRoutes(directory, identity)] });
  const person = { tenantId: contoso, wids: [], roles: [], memberOf: [], kind: 'user' as const };
  await directory.putUser({
    ...person,
    objectId: ada,
    displayName: 'Ada "Ace" Lovelace',
    userPrincipalName: 'ada@contoso.example',
    memberOf: [inner],
  });
  await directory.putUser({
    ...person,
    objectId: bob,
    displayName: 'Bob Adams',
    userPrincipalName: 'bob@contoso.example',
    memberOf: [list],
  });
  await directory.putUser({
    ...person,
    objectId: robot,
    displayName: 'Ada robot',
    userPrincipalName: 'robot@contoso.example',
    kind: 'application',
  });
  await directory.putUser({
    ...person,
    tenantId: fabrikam,
    objectId: stranger,
    displayName: 'Ada Else',
    userPrincipalName: 'ada@fabrikam.example',
  });
  const group = { tenantId: contoso, securityEnabled: true };
  await directory.putGroup({ ...group, groupId: inner, displayName: 'Inner crew', memberOf: [outer] });
  await directory.putGroup({ ...group, groupId: outer, displayName: 'Outer crew', memberOf: [inner, id(404)] });
  await directory.putGroup({
    ...group,
    groupId: list,
    displayName: 'Mailing list',
    securityEnabled: false,
    memberOf: [],
  });
  token = (await graphToken(contoso)).body.access_token;
});
afterAll(() => served.stop());

test('a user and a group, with what is asked of them', async () => {
  expect((await graph(`/users/${ada}?$select=id,displayName`)).body).toEqual({
    '@odata.context': `${served.origin}/graph/v1.0/$metadata#users/$entity`,
    id: ada,
    displayName: 'Ada "Ace" Lovelace',
  });
  expect((await graph(`/groups/${list}`)).body).toMatchObject({
    id: list,
    displayName: 'Mailing list',
    securityEnabled: false,
  });
});

test.each([
  ['an unknown user', `/users/${id(404)}`],
  ['an application among the users', `/users/${robot}`],
  ['a user among the groups', `/groups/${ada}`],
  ['a user of another tenant', `/users/${stranger}`],
])('%s: 404 in the shape of Graph', async (_, path) => {
  const { status, body } = await graph(path);
  expect([status, body.error?.code]).toEqual([404, 'Request_ResourceNotFound']);
});

describe('$search', () => {
  test('finds words of a name and beginnings of a user principal name, in the own tenant only', async () => {
    expect(ids(await search('/users', '"displayName:ADA"'))).toEqual([ada, bob]);
    expect(ids(await search('/users', '"displayName:lovel ad"'))).toEqual([ada]);
    expect(ids(await search('/users', '"displayName:dams"'))).toEqual([]);
    expect(ids(await search('/users', '"displayName:zoe" OR "userPrincipalName:BOB@"'))).toEqual([bob]);
    expect(ids(await search('/groups', '"displayName:crew"'))).toEqual([inner, outer]);
  });

  test('takes escaped quotes', async () => {
    expect(ids(await search('/users', '"displayName:\\"Ace\\""'))).toEqual([ada]);
  });

  test('needs the header of the real one', async () => {
    const { status, body } = await graph('/users?$search="displayName:ada"');
    expect([status, body.error?.code]).toEqual([400, 'Request_UnsupportedQuery']);
  });

  test.each([
    'displayName:ada',
    '"displayName:ada',
    '"displayName:a" AND "displayName:b"',
    '"jobTitle:a"',
    '"displayName:"',
  ])('refuses %s', async (text) => {
    expect((await search('/users', text)).status).toBe(400);
  });
});

test('groups can be narrowed to security groups', async () => {
  expect(ids(await graph('/groups?$filter=securityEnabled eq true'))).toEqual([inner, outer]);
});

test('pages give every row once and end without a nextLink', async () => {
  const seen: unknown[] = [];
  let pages = 0;
  for (let next: string | undefined = '/groups?$top=1&$select=id'; next; pages++) {
    const page: Answer = await graph(next);
    seen.push(...ids(page));
    next = page.body['@odata.nextLink'];
  }
  expect([seen, pages]).toEqual([[inner, list, outer], 3]);
});

describe('checkMemberGroups', () => {
  const check = (user: string, groupIds: unknown) => graph(`/users/${user}/checkMemberGroups`, { body: { groupIds } });

  test('is transitive and ends in cycles', async () => {
    expect((await check(ada, [outer, inner, list, id(404)])).body.value).toEqual([outer, inner]);
  });

  test('takes at most 20 ids, none of them malformed', async () => {
    expect(
      (
        await check(
          ada,
          Array.from({ length: 20 }, () => outer),
        )
      ).status,
    ).toBe(200);
    expect(
      (
        await check(
          ada,
          Array.from({ length: 21 }, () => outer),
        )
      ).status,
    ).toBe(400);
    expect((await check(ada, [outer, 'x'])).status).toBe(400);
    expect((await check(id(404), [outer])).status).toBe(404);
  });
});

test('getByIds answers what exists, of the types asked for', async () => {
  const all = [ada, robot, inner, stranger, id(404)];
  const { body } = await graph('/directoryObjects/getByIds', { body: { ids: all } });
  expect(body.value).toEqual([
    {
      '@odata.type': '#microsoft.graph.user',
      id: ada,
      displayName: 'Ada "Ace" Lovelace',
      userPrincipalName: 'ada@contoso.example',
    },
    { '@odata.type': '#microsoft.graph.servicePrincipal', id: robot, displayName: 'Ada robot' },
    { '@odata.type': '#microsoft.graph.group', id: inner, displayName: 'Inner crew', securityEnabled: true },
  ]);
  const some = await graph('/directoryObjects/getByIds?$select=id', { body: { ids: all, types: ['group'] } });
  expect(some.body.value).toEqual([{ '@odata.type': '#microsoft.graph.group', id: inner }]);
  const many = Array.from({ length: 1001 }, (_, n) => id(n));
  expect((await graph('/directoryObjects/getByIds', { body: { ids: many } })).status).toBe(400);
});

test('transitiveMembers of a group are people and groups', async () => {
  const { body } = await graph(`/groups/${outer}/transitiveMembers?$select=id`);
  expect(body.value).toEqual([
    { '@odata.type': '#microsoft.graph.user', id: ada },
    { '@odata.type': '#microsoft.graph.group', id: inner },
    { '@odata.type': '#microsoft.graph.group', id: outer },
  ]);
});

test.each(['/me', `/users/${ada}/memberOf`, '/users?$expand=memberOf', `/users/${ada}?$select=mail`, '/groups?$top=0'])(
  'what the stand-in does not have is refused: %s',
  async (path) => {
    const { status, body } = await graph(path);
    expect([status, typeof body.error?.message]).toEqual([400, 'string']);
  },
);

describe('tokens of the directory', () => {
  // Guarantee: the tenant of the token alone decides whose directory is read.
  test('the tenant of the token decides', async () => {
    const as = (await graphToken(fabrikam)).body.access_token;
    expect(ids(await graph('/users', { as }))).toEqual([stranger]);
    expect((await graph(`/users/${ada}`, { as })).status).toBe(404);
  });

  test('none, a broken one, one for the API and an expired one are 401', async () => {
    for (const as of ['', token.slice(0, -9), 'a.b.c']) expect((await graph('/users', { as })).status).toBe(401);
    const body = JSON.stringify({ tenantId: contoso, objectId: ada });
    const forApi = await fetch(`${served.origin}/identity/token`, { method: 'POST', body });
    const { access_token: as } = (await forApi.json()) as { access_token: string };
    expect((await graph('/users', { as })).status).toBe(401);
    const old = token;
    await clock.advance(3_600_000);
    expect((await graph('/users', { as: old })).status).toBe(401);
    token = (await graphToken(contoso)).body.access_token;
    expect((await graph('/users')).status).toBe(200);
  });

  test.each([
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ scope: 'https://vault.azure.net/.default' }, 400, 'invalid_scope'],
    [{ client_assertion: '' }, 401, 'invalid_client'],
    [{ client_id: 'me' }, 400, 'invalid_request'],
  ])('a request with %j is refused', async (changes, status, error) => {
    const answer = await graphToken(contoso, changes);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });
});
