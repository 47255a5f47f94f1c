import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { refused } from '../../support/refused.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const newDomain = () => `d-${randomUUID()}.example`;

function register(tenantId: string, options: object = {}) {
  const domain = newDomain();
  const said = { displayName: 'Contoso', defaultDomain: domain, domains: [domain], partner: false, ...options };
  return world.operator.put(`/platform/tenants/${tenantId}`, said);
}

/** Which tenants say that they have a domain, by what is stored. */
const holders = (domain: string) =>
  world.product.store
    .partitions('tenants')
    .filter((tenantId) =>
      world.product.store
        .inspect('tenants', tenantId)
        .some(({ id, domains }) => id === 'tenant' && (domains as string[]).includes(domain)),
    );
const claimOf = (domain: string) => world.product.store.inspect('domains', domain);

test('R2 the operator registers a tenant and reads it, alone and in the list', async () => {
  const tenantId = randomUUID();
  const domain = newDomain();
  const made = await register(tenantId, { displayName: 'Fabrikam', defaultDomain: domain, domains: [domain] });
  expect(made.status).toBe(201);
  const createdAt: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(made.body).toEqual({
    tenantId,
    displayName: 'Fabrikam',
    defaultDomain: domain,
    domains: [domain],
    partner: false,
    createdAt,
    etag: made.etag,
  });
  expect((await world.operator.get(`/platform/tenants/${tenantId}`)).body).toEqual(made.body);
  expect(await world.operator.all('/platform/tenants')).toContainEqual(made.body);
  expect(await world.operator.get(`/platform/tenants/${randomUUID()}`)).toMatchObject(refused(404, 'notFound'));
});

test('R2 registering again changes what is said and keeps when it was made; the same again changes nothing', async () => {
  const { tenantId, domain } = await world.tenant('Adatum');
  const address = `/platform/tenants/${tenantId}`;
  const before = await world.operator.get(address);
  const said = { displayName: 'Adatum Ltd', defaultDomain: domain, domains: [domain], partner: true };
  const changed = await world.operator.put(address, said);
  expect(changed).toMatchObject({ status: 200, body: { ...said, createdAt: before.body['createdAt'] } });
  expect(changed.etag).not.toBe(before.etag);
  world.storeCalls();
  expect(await world.operator.put(address, said)).toMatchObject({ status: 200, etag: changed.etag });
  expect(world.storeCalls().filter(({ kind }) => kind === 'batch')).toEqual([]);
});

test('R2 If-Match counts: 412 with a stale version, and where nothing is registered yet', async () => {
  const { tenantId, domain } = await world.tenant('Adatum');
  const said = { displayName: 'Adatum Ltd', defaultDomain: domain, domains: [domain], partner: true };
  const put = (etag: string) => world.operator.put(`/platform/tenants/${tenantId}`, said, { 'if-match': etag });
  expect(await put('"stale"')).toMatchObject(refused(412, 'etagMismatch'));
  const { etag = '' } = await world.operator.get(`/platform/tenants/${tenantId}`);
  expect((await put(etag)).status).toBe(200);
  const nobodyYet = await world.operator.put(`/platform/tenants/${randomUUID()}`, said, { 'if-match': '*' });
  expect(nobodyYet).toMatchObject(refused(412, 'etagMismatch'));
});

test.each([
  ['no domain', { domains: [] }],
  ['a default domain that is not among the domains', { defaultDomain: 'other.example' }],
  ['something that is no domain', { defaultDomain: 'a b', domains: ['a b'] }],
  ['a domain without a dot', { defaultDomain: 'localhost', domains: ['localhost'] }],
  ['a blank name', { displayName: '  ' }],
  ['a name with a control character', { displayName: 'Con\u0000toso' }],
  ['partner as text', { partner: 'yes' }],
  ['an unknown member', { colour: 'red' }],
])('R2 a registration with %s is 400', async (_, options) => {
  expect(await register(randomUUID(), options)).toMatchObject(refused(400, 'invalidRequest'));
});

test('R2 a tenant id that is no lower-case GUID is 404', async () => {
  expect(await register(randomUUID().toUpperCase())).toMatchObject(refused(404, 'notFound'));
  expect(await register('contoso')).toMatchObject(refused(404, 'notFound'));
});

test('R20 a domain of another tenant is 409 domainTaken, whatever its case; and nothing is registered', async () => {
  const { domain } = await world.tenant('Contoso');
  const tenantId = randomUUID();
  const taken = domain.toUpperCase();
  const own = newDomain();
  const answer = await register(tenantId, { defaultDomain: own, domains: [own, taken] });
  expect(answer).toMatchObject(refused(409, 'domainTaken'));
  expect(await world.operator.get(`/platform/tenants/${tenantId}`)).toMatchObject(refused(404, 'notFound'));
  expect(claimOf(own)).toEqual([]);
});

test('R20 domains are kept in lower case, each once', async () => {
  const domain = newDomain();
  const made = await register(randomUUID(), { defaultDomain: domain, domains: [domain, domain.toUpperCase()] });
  expect(made).toMatchObject({ status: 201, body: { domains: [domain] } });
});

test('R20 a domain that a tenant has given up is another one’s for the asking', async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  const [kept, given] = [newDomain(), newDomain()];
  await register(first, { defaultDomain: kept, domains: [kept, given] });
  const wanted = { defaultDomain: given, domains: [given] };
  expect(await register(second, wanted)).toMatchObject(refused(409, 'domainTaken'));
  await register(first, { defaultDomain: kept, domains: [kept] });
  expect(claimOf(given)).toEqual([]);
  expect((await register(second, wanted)).status).toBe(201);
});

test('R20 of two tenants that ask for one domain at once exactly one gets it', async () => {
  for (let round = 0; round < 20; round++) {
    const domain = newDomain();
    const wanted = { defaultDomain: domain, domains: [domain] };
    const answers = await Promise.all([register(randomUUID(), wanted), register(randomUUID(), wanted)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(holders(domain)).toHaveLength(1);
    expect(claimOf(domain)).toMatchObject([{ tenantId: holders(domain)[0] }]);
  }
});

test('R20 two tenants that want the same two domains crosswise never share one; a minute later nothing is blocked', async () => {
  for (let round = 0; round < 10; round++) {
    const [one, two] = [newDomain(), newDomain()];
    const both = [randomUUID(), randomUUID()] as const;
    await Promise.all([
      register(both[0], { defaultDomain: one, domains: [one, two] }),
      register(both[1], { defaultDomain: two, domains: [two, one] }),
    ]);
    expect(holders(one).length).toBeLessThanOrEqual(1);
    expect(holders(two)).toEqual(holders(one));
    await world.advance({ seconds: 61 });
    const winner = holders(one)[0] ?? both[0];
    expect((await register(winner, { defaultDomain: one, domains: [one, two] })).status).toBeLessThan(300);
    expect(claimOf(two)).toMatchObject([{ tenantId: winner }]);
  }
});

test('R20 a domain that is given up and wanted again at once is held with its claim, or not at all', async () => {
  for (let round = 0; round < 20; round++) {
    const [first, second] = [randomUUID(), randomUUID()];
    const [kept, moving] = [newDomain(), newDomain()];
    await register(first, { defaultDomain: kept, domains: [kept, moving] });
    await Promise.all([
      register(first, { defaultDomain: kept, domains: [kept] }),
      register(first, { defaultDomain: kept, domains: [kept, moving], partner: true }),
      register(second, { defaultDomain: moving, domains: [moving] }),
    ]);
    expect(holders(moving).length).toBeLessThanOrEqual(1);
    const claims = claimOf(moving).map(({ tenantId }) => tenantId);
    expect(claims).toEqual(expect.arrayContaining(holders(moving)));
  }
});

test('R2 a dry run says what would be, and changes nothing', async () => {
  const tenantId = randomUUID();
  const domain = newDomain();
  const said = { displayName: 'Contoso', defaultDomain: domain, domains: [domain], partner: false };
  const dry = await world.operator.put(`/platform/tenants/${tenantId}?dryRun=true`, said);
  expect(dry).toMatchObject({
    status: 200,
    body: { dryRun: true, wouldChange: [{ category: 'Settings', operation: 'Create' }] },
  });
  expect(world.product.store.inspect('tenants', tenantId)).toEqual([]);
  expect(claimOf(domain)).toEqual([]);
});

test('R2 the list of tenants has them in the order of their registration, each once, whatever the page size', async () => {
  const rows = await world.operator.all('/platform/tenants');
  const times = rows.map(({ createdAt }) => String(createdAt));
  expect(times).toEqual([...times].sort());
  expect(new Set(rows.map(({ tenantId }) => tenantId)).size).toBe(rows.length);
  for (const top of [2, 200]) expect(await world.operator.all(`/platform/tenants?top=${top}`)).toEqual(rows);
});

test('R2 only an operator registers: nobody of a tenant, and no token none', async () => {
  const { tenantId, admin } = await world.tenant('Contoso');
  for (const path of ['/platform/tenants', `/platform/tenants/${tenantId}`]) {
    expect(await admin.get(path)).toMatchObject(refused(403, 'permissionDenied'));
    expect(await world.nobody.get(path)).toMatchObject(refused(401, 'unauthenticated'));
  }
  // The app role counts in the operator's tenant only: any tenant can write it into its own tokens.
  const role = await world.person(tenantId, { roles: ['Platform.Operator'] });
  expect(await role.put(`/platform/tenants/${tenantId}`, {})).toMatchObject(refused(403, 'permissionDenied'));
});
