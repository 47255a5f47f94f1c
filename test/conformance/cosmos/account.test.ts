import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Target, newTenant, openTarget, targets } from './target.ts';

// What is said over the wire alone: in process nobody signs.
describe.each(targets.filter((name) => name !== 'the stand-in in process'))('%s', (name) => {
  let target: Target;
  beforeAll(async () => {
    target = await openTarget(name);
  });
  afterAll(() => target.close());

  test('a wrong key is 401, for reading and for writing', async () => {
    const wrong = new CosmosClient({ ...target.options, key: Buffer.from('wrong').toString('base64') });
    const container = wrong.database(target.database.id).container('tenants');
    await expect(container.item('a', 't1').read()).rejects.toMatchObject({ code: 401, body: { code: 'Unauthorized' } });
    await expect(container.item('a', 't1').delete()).rejects.toMatchObject({ code: 401 });
    await expect(container.items.query('SELECT * FROM c').fetchAll()).rejects.toMatchObject({ code: 401 });
    wrong.dispose();
  });

  test.each(['', 'dbs/nowhere', 'dbs/nowhere/colls/tenants/docs/a'])(
    '401 for /%s without a signature',
    async (path) => {
      const { status } = await fetch(new URL(path, target.options.endpoint));
      expect(status).toBe(401);
    },
  );

  test('a client with endpoint discovery finds the account by its own address', async () => {
    const client = new CosmosClient({ ...target.options, connectionPolicy: { enableEndpointDiscovery: true } });
    const { resource } = await client.getDatabaseAccount();
    expect(resource?.writableLocations[0]?.databaseAccountEndpoint).toMatch(/^https?:\/\/[^/]+\/$/);
    const container = client.database(target.database.id).container('tenants');
    const tenantId = newTenant();
    expect((await container.items.create({ id: 'a', tenantId })).statusCode).toBe(201);
    expect((await container.item('a', tenantId).read()).statusCode).toBe(200);
    client.dispose();
  });

  test('containers are made once, read back with their settings, and made a second time are 409', async () => {
    const { database } = target;
    const definition = { id: 'operations', partitionKey: '/id', defaultTtl: 60 };
    expect((await database.containers.createIfNotExists(definition)).statusCode).toBe(201);
    const again = await database.containers.createIfNotExists(definition);
    expect(again.statusCode).toBe(200);
    expect(again.resource).toMatchObject({ defaultTtl: 60, partitionKey: { paths: ['/id'] } });
    await expect(database.containers.create(definition)).rejects.toMatchObject({ code: 409 });
    await expect(target.client.databases.create({ id: database.id })).rejects.toMatchObject({ code: 409 });
  });

  test('the default time to live is that of all items that say nothing', async () => {
    const { container } = await target.database.containers.createIfNotExists({
      id: 'short',
      partitionKey: '/id',
      defaultTtl: 3,
    });
    await container.items.create({ id: 'a' });
    await container.items.create({ id: 'b', ttl: -1 });
    await target.pass(4000);
    expect((await container.item('a', 'a').read()).statusCode).toBe(404);
    expect((await container.item('b', 'b').read()).statusCode).toBe(200);
  });
});
