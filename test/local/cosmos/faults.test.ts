import { expect, test } from '@jest/globals';
import type { Around } from '../../../local/cosmos/around.ts';
import { openTestCosmos } from './openTestCosmos.ts';

const drop: Record<string, Around> = {
  beforeCommit: ({ kind }, proceed) => (kind === 'write' ? Promise.resolve(undefined) : proceed()),
  async afterCommit({ kind }, proceed) {
    const response = await proceed();
    return kind === 'write' ? undefined : response;
  },
};

test.each([
  { http: true, when: 'beforeCommit', stored: 0 },
  { http: true, when: 'afterCommit', stored: 1 },
  { http: false, when: 'beforeCommit', stored: 0 },
  { http: false, when: 'afterCommit', stored: 1 },
])(
  'a connection cut $when (HTTP: $http) is told to the writer and leaves $stored items',
  async ({ http, when, stored }) => {
    const world = await openTestCosmos({ http, ...(drop[when] && { around: drop[when] }) });
    await expect(world.container.items.create({ id: 'a', tenantId: 't1' })).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    expect(world.cosmos.inspect('tenants')).toHaveLength(stored);
    await world.close();
  },
);

test('closing waits for the request in progress, and not for its connection', async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<undefined>();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const world = await openTestCosmos({
    http: true,
    async around({ kind }, proceed) {
      if (kind === 'write') {
        arrive(undefined);
        await released;
      }
      return proceed();
    },
  });
  const writing = world.container.items.create({ id: 'a', tenantId: 't1' });
  await arrived;
  const closing = world.server?.close();
  release(undefined);
  expect((await writing).statusCode).toBe(201);
  await closing;
  await world.cosmos.close();
});

test('the SDK repeats what is throttled', async () => {
  const kinds: (string | undefined)[] = [];
  const world = await openTestCosmos({
    around({ kind }, proceed) {
      kinds.push(kind);
      if (kind !== 'batch' || kinds.filter((other) => other === 'batch').length > 2) return proceed();
      const body = JSON.stringify({ code: 'TooManyRequests', message: 'Request rate is large.' });
      return Promise.resolve({ status: 429, headers: { 'x-ms-retry-after-ms': '1' }, body });
    },
  });
  const operations = [{ operationType: 'Create' as const, resourceBody: { id: 'a', tenantId: 't1' } }];
  expect((await world.container.items.batch(operations, 't1')).code).toBe(200);
  expect(kinds.filter((kind) => kind !== undefined)).toEqual(['batch', 'batch', 'batch']);
  await world.close();
});
