import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { StoreCall } from '../../../local/cosmos/storeCall.ts';
import { rowsOf } from '../../conformance/cosmos/target.ts';
import { openTestCosmos } from './openTestCosmos.ts';

let world: Awaited<ReturnType<typeof openTestCosmos>>;
beforeEach(async () => {
  world = await openTestCosmos({ http: true });
});
afterEach(() => world.close());

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
      requestCharge: 4.95,
    },
    { kind: 'read', operations: [{ type: 'Read', id: 'a' }], status: 200, requestCharge: 1 },
    { kind: 'batch', operations: [{ type: 'Replace', id: 'b', ifMatch: '"1"' }], status: 207 },
    {
      kind: 'query',
      partitionKey: 't1',
      query: { text: 'SELECT * FROM c WHERE c.id = @id', parameters: { '@id': 'a' } },
      status: 200,
      requestCharge: 2.73,
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
