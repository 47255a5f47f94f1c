import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestCosmos, rowsOf } from './openTestCosmos.ts';

describe.each([
  { where: 'over HTTP', http: true },
  { where: 'in process', http: false },
])('items $where', ({ http }) => {
  let world: Awaited<ReturnType<typeof openTestCosmos>>;
  beforeEach(async () => {
    world = await openTestCosmos({ http });
  });
  afterEach(() => world.close());

  test('are created, read, replaced and deleted', async () => {
    const { container } = world;
    const created = await container.items.create({ id: 'r1', tenantId: 't1', name: 'Ä “1”' });
    expect(created.statusCode).toBe(201);
    expect(created.requestCharge).toBe(5.5);
    expect(created.resource).toMatchObject({ id: 'r1', name: 'Ä “1”', _etag: created.etag });

    const read = await container.item('r1', 't1').read();
    expect(read.statusCode).toBe(200);
    expect(read.resource).toEqual(created.resource);

    const replaced = await container.item('r1', 't1').replace({ id: 'r1', tenantId: 't1', name: '2' });
    expect(replaced.statusCode).toBe(200);
    expect(replaced.etag).not.toBe(created.etag);

    expect((await container.item('r1', 't1').delete()).statusCode).toBe(204);
    expect(await container.item('r1', 't1').read()).toMatchObject({ statusCode: 404, resource: undefined });
  });

  test('an id may have a space, a question mark and letters of any language', async () => {
    const { container } = world;
    const id = 'a b?c%20ü=&+;';
    await container.items.create({ id, tenantId: 'ü/t' });
    expect((await container.item(id, 'ü/t').read()).resource).toMatchObject({ id });
  });

  test('upsert creates, then replaces', async () => {
    const { container } = world;
    expect((await container.items.upsert({ id: 'r1', tenantId: 't1' })).statusCode).toBe(201);
    expect((await container.items.upsert({ id: 'r1', tenantId: 't1' })).statusCode).toBe(200);
  });

  test('the refusals of the service keep their codes', async () => {
    const { container } = world;
    const { etag } = await container.items.create({ id: 'r1', tenantId: 't1' });
    const item = container.item('r1', 't1');
    await expect(container.items.create({ id: 'r1', tenantId: 't1' })).rejects.toMatchObject({ code: 409 });
    await expect(container.item('r2', 't1').replace({ id: 'r2', tenantId: 't1' })).rejects.toMatchObject({ code: 404 });
    await expect(container.item('r2', 't1').delete()).rejects.toMatchObject({ code: 404 });
    await expect(item.replace({ id: 'r1', tenantId: 't2' })).rejects.toMatchObject({ code: 400, substatus: 1001 });
    await expect(item.delete({ accessCondition: { type: 'IfMatch', condition: '"other"' } })).rejects.toMatchObject({
      code: 412,
      body: { code: 'PreconditionFailed' },
    });
    await expect(
      container.items.create({ id: 'big', tenantId: 't1', text: 'x'.repeat(2_200_000) }),
    ).rejects.toMatchObject({
      code: 413,
    });
    await expect(item.patch([{ op: 'incr', path: '/n', value: 1 }])).rejects.toThrow(/PATCH/);
    await expect(world.database.container('nowhere').item('a', 'b').delete()).rejects.toMatchObject({
      code: 404,
      substatus: 1003,
    });
    const unchanged = await item.read({ accessCondition: { type: 'IfNoneMatch', condition: etag } });
    expect(unchanged.statusCode).toBe(304);
  });

  test('of 50 writers with one etag one wins', async () => {
    const { container } = world;
    const { etag } = await container.items.create({ id: 'r1', tenantId: 't1', by: -1 });
    const condition = { accessCondition: { type: 'IfMatch', condition: etag } };
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, by) =>
        container.item('r1', 't1').replace({ id: 'r1', tenantId: 't1', by }, condition),
      ),
    );
    const winners = results.flatMap((result, by) => (result.status === 'fulfilled' ? [by] : []));
    const codes = results.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as { code: number }).code] : [],
    );
    expect(winners).toHaveLength(1);
    expect(codes).toEqual(Array(49).fill(412));
    expect((await container.item('r1', 't1').read<{ by: number }>()).resource?.by).toBe(winners[0]);
  });

  test('a batch happens as a whole', async () => {
    const { container } = world;
    const { etag } = await container.items.create({ id: 'a', tenantId: 't1', n: 1 });
    const { code, result } = await container.items.batch(
      [
        { operationType: 'Replace', id: 'a', ifMatch: etag, resourceBody: { id: 'a', tenantId: 't1', n: 2 } },
        { operationType: 'Create', resourceBody: { id: 'b', tenantId: 't1' } },
        { operationType: 'Read', id: 'b' },
        { operationType: 'Upsert', resourceBody: { id: 'c', tenantId: 't1' } },
        { operationType: 'Delete', id: 'b' },
      ],
      't1',
    );
    expect(code).toBe(200);
    expect(result?.map(({ statusCode }) => statusCode)).toEqual([200, 201, 200, 201, 204]);
    expect(result?.[2]?.resourceBody).toMatchObject({ id: 'b' });
    expect(result?.[2]?.eTag).toBe(result?.[1]?.eTag);
    expect(world.cosmos.inspect('tenants', 't1')).toMatchObject([{ id: 'a', n: 2 }, { id: 'c' }]);
  });

  test('a batch of which one operation fails does nothing: 207, and 424 for all others', async () => {
    const { container } = world;
    await container.items.create({ id: 'a', tenantId: 't1' });
    const before = world.cosmos.inspect('tenants');
    const { code, result } = await container.items.batch(
      [
        { operationType: 'Create', resourceBody: { id: 'b', tenantId: 't1' } },
        { operationType: 'Replace', id: 'a', ifMatch: '"stale"', resourceBody: { id: 'a', tenantId: 't1' } },
        { operationType: 'Create', resourceBody: { id: 'c', tenantId: 't1' } },
      ],
      't1',
    );
    expect(code).toBe(207);
    expect(result?.map(({ statusCode }) => statusCode)).toEqual([424, 412, 424]);
    expect(world.cosmos.inspect('tenants')).toEqual(before);
  });

  test('a batch may set one number under a condition; where it does not hold nothing of the batch happens', async () => {
    const { container } = world;
    await container.items.create({ id: 'a', tenantId: 't1', n: 1, text: 'kept' });
    const advance = (from: number, to: number) =>
      container.items.batch(
        [
          {
            operationType: 'Patch',
            id: 'a',
            resourceBody: {
              condition: `from c where c.n = ${from}`,
              operations: [{ op: 'set', path: '/n', value: to }],
            },
          },
          { operationType: 'Create', resourceBody: { id: `after${to}`, tenantId: 't1' } },
        ],
        't1',
      );
    expect((await advance(1, 2)).code).toBe(200);
    const late = await advance(1, 3);
    expect([late.code, late.result?.map(({ statusCode }) => statusCode)]).toEqual([207, [412, 424]]);
    expect(world.cosmos.inspect('tenants', 't1')).toMatchObject([{ id: 'a', n: 2, text: 'kept' }, { id: 'after2' }]);
  });

  test('a batch is refused whole: too large, of another partition, of other patches, bulk', async () => {
    const { container } = world;
    const text = 'x'.repeat(700_000);
    const large = [1, 2, 3].map((n) => ({
      operationType: 'Create' as const,
      resourceBody: { id: `${n}`, tenantId: 't1', text },
    }));
    const cause = (code: number, message: RegExp) => ({
      cause: expect.objectContaining({ code, message: expect.stringMatching(message) as unknown }) as unknown,
    });
    await expect(container.items.batch(large, 't1')).rejects.toMatchObject(cause(413, /2 MB/));
    await expect(
      container.items.batch([{ operationType: 'Delete', id: 'a', partitionKey: 't2' } as never], 't1'),
    ).rejects.toMatchObject(cause(400, /different partition key/));
    await expect(
      container.items.batch(
        [{ operationType: 'Patch', id: 'a', resourceBody: [{ op: 'set', path: '/n', value: 1 }] }],
        't1',
      ),
    ).rejects.toMatchObject(cause(400, /Patch/));
    const bulk = await container.items.executeBulkOperations([
      { operationType: 'Delete', id: 'a', partitionKey: 't1' },
    ]);
    expect(bulk[0]?.error?.message).toMatch(/Bulk/);
    expect(world.cosmos.partitions('tenants')).toEqual([]);
  });

  test('an item with a ttl is gone the moment it is over', async () => {
    const { container, clock } = world;
    await container.items.create({ id: 'a', tenantId: 't1', ttl: 60 });
    await container.items.create({ id: 'b', tenantId: 't1' });
    await clock.advance(58_000);
    expect((await container.item('a', 't1').read()).statusCode).toBe(200);
    await clock.advance(2_000);
    expect((await container.item('a', 't1').read()).statusCode).toBe(404);
    expect(await rowsOf(container, 'SELECT VALUE c.id FROM c', {}, { partitionKey: 't1' })).toEqual(['b']);
    expect(world.cosmos.inspect('tenants')).toMatchObject([{ id: 'b' }]);
    expect((await container.items.create({ id: 'a', tenantId: 't1' })).statusCode).toBe(201);
    await expect(container.items.create({ id: 'c', tenantId: 't1', ttl: 0 })).rejects.toMatchObject({ code: 400 });
  });
});
