import { CosmosClient } from '@azure/cosmos';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { emulatorKey } from '../../../local/cosmos/emulatorKey.ts';
import type { StoreCall } from '../../../local/cosmos/storeCall.ts';
import { openTestCosmos, rowsOf } from './openTestCosmos.ts';

let world: Awaited<ReturnType<typeof openTestCosmos>>;
beforeEach(async () => {
  world = await openTestCosmos({ http: true });
});
afterEach(() => world.close());

const clientWith = (key: string, enableEndpointDiscovery = false) =>
  new CosmosClient({
    endpoint: `http://localhost:${world.server?.port ?? 0}`,
    key,
    connectionPolicy: { enableEndpointDiscovery },
  });

test('a wrong key is 401, for reading and for writing', async () => {
  const container = clientWith(Buffer.from('wrong').toString('base64')).database('test').container('tenants');
  await expect(container.item('a', 't1').read()).rejects.toMatchObject({ code: 401, body: { code: 'Unauthorized' } });
  await expect(container.item('a', 't1').delete()).rejects.toMatchObject({ code: 401 });
  await expect(container.items.query('SELECT * FROM c').fetchAll()).rejects.toMatchObject({ code: 401 });
});

test('what was not signed is 401, whatever it names', async () => {
  for (const path of ['', 'dbs/test', 'dbs/test/colls/tenants/docs/a', 'dbs/nowhere']) {
    const response = await fetch(`http://localhost:${world.server?.port ?? 0}/${path}`);
    expect([path, response.status]).toEqual([path, 401]);
  }
});

test('a client with endpoint discovery finds itself here', async () => {
  const client = clientWith(emulatorKey, true);
  const { resource } = await client.getDatabaseAccount();
  expect(resource?.readableLocations[0]).toMatchObject({
    databaseAccountEndpoint: `http://localhost:${world.server?.port ?? 0}/`,
  });
  const { statusCode } = await client.database('test').container('tenants').items.create({ id: 'a', tenantId: 't1' });
  expect(statusCode).toBe(201);
  client.dispose();
});

test('containers: made once, read back, refused by name when they want too much', async () => {
  const { database } = world;
  const definition = { id: 'operations', partitionKey: '/id', defaultTtl: 60, indexingPolicy: { automatic: true } };
  expect((await database.containers.createIfNotExists(definition)).statusCode).toBe(201);
  const again = await database.containers.createIfNotExists(definition);
  expect(again.statusCode).toBe(200);
  expect(again.resource).toMatchObject({
    defaultTtl: 60,
    partitionKey: { paths: ['/id'] },
    indexingPolicy: { automatic: true },
  });
  await expect(database.containers.create(definition)).rejects.toMatchObject({ code: 409 });
  await expect(
    database.containers.create({ id: 'x', partitionKey: '/id', uniqueKeyPolicy: { uniqueKeys: [] } }),
  ).rejects.toThrow(/uniqueKeyPolicy/);
  await expect(
    database.containers.create({ id: 'x', partitionKey: { paths: ['/a', '/b'], kind: 'MultiHash' as never } }),
  ).rejects.toThrow(/"\/a","\/b"/);
  await expect(database.container('operations').delete()).rejects.toThrow(/DELETE/);
});

test('an observer is told of every call with its cost', async () => {
  const { container, cosmos } = world;
  const calls: StoreCall[] = [];
  const stop = cosmos.observe((call) => calls.push(call));
  await container.items.create({ id: 'a', tenantId: 't1' });
  await container.item('a', 't1').read();
  await container.items.batch(
    [{ operationType: 'Replace', id: 'b', ifMatch: '"1"', resourceBody: { id: 'b', tenantId: 't1' } }],
    't1',
  );
  await rowsOf(container, 'SELECT * FROM c WHERE c.id = @id', { id: 'a' }, { partitionKey: 't1' });
  stop();
  await container.item('a', 't1').read();
  expect(calls).toMatchObject([
    {
      kind: 'write',
      container: 'tenants',
      partitionKey: 't1',
      operations: [{ type: 'Create', id: 'a' }],
      status: 201,
      requestCharge: 5.5,
    },
    { kind: 'read', operations: [{ type: 'Read', id: 'a' }], status: 200, requestCharge: 1 },
    { kind: 'batch', operations: [{ type: 'Replace', id: 'b', ifMatch: '"1"' }], status: 207 },
    {
      kind: 'query',
      partitionKey: 't1',
      query: { text: 'SELECT * FROM c WHERE c.id = @id', parameters: { '@id': 'a' } },
      status: 200,
      requestCharge: 2.52,
    },
  ]);
});

test('a port in use is told as it is', async () => {
  await expect(world.cosmos.listen(world.server?.port ?? 0)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('what stands in the store can be seen without its addresses', async () => {
  const { container, cosmos } = world;
  const { etag } = await container.items.create({ id: 'a', tenantId: 't1' });
  await container.items.create({ id: 'b', tenantId: 't2' });
  expect(cosmos.inspect('tenants', 't1')).toEqual([{ id: 'a', tenantId: 't1', _etag: etag, _ts: expect.any(Number) }]);
  expect(cosmos.inspect('tenants')).toHaveLength(2);
  expect(cosmos.partitions('tenants')).toEqual(['t1', 't2']);
  expect(() => cosmos.inspect('nowhere')).toThrow(/nowhere/);
});
