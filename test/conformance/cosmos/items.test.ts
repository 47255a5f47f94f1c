import type { OperationInput } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Target, idsIn, newTenant, openTarget, rowsOf, targets } from './target.ts';

describe.each(targets)('items of %s', (name) => {
  let target: Target;
  beforeAll(async () => {
    target = await openTarget(name);
  });
  afterAll(() => target.close());

  test('create 201, read 200, replace 200, delete 204, then 404', async () => {
    const { container } = target;
    const t = newTenant();
    const created = await container.items.create({ id: 'r1', tenantId: t, name: 'Ä “1”' });
    expect(created.statusCode).toBe(201);
    expect(created.resource).toMatchObject({ id: 'r1', name: 'Ä “1”', _etag: created.etag });
    expect(created.etag).toMatch(/^".+"$/);

    const read = await container.item('r1', t).read();
    expect(read.statusCode).toBe(200);
    expect(read.resource).toEqual(created.resource);

    const replaced = await container.item('r1', t).replace({ id: 'r1', tenantId: t, name: '2' });
    expect(replaced.statusCode).toBe(200);
    expect(replaced.etag).not.toBe(created.etag);
    expect(replaced.resource).toMatchObject({ _rid: created.resource?._rid });

    expect((await container.item('r1', t).delete()).statusCode).toBe(204);
    expect(await container.item('r1', t).read()).toMatchObject({ statusCode: 404, resource: undefined });
  });

  test('upsert creates with 201, then replaces with 200', async () => {
    const { items } = target.container;
    const tenantId = newTenant();
    expect((await items.upsert({ id: 'r1', tenantId })).statusCode).toBe(201);
    expect((await items.upsert({ id: 'r1', tenantId })).statusCode).toBe(200);
  });

  test('an id may have a space, a question mark and letters of any language', async () => {
    const { container } = target;
    const id = 'a b?c%20ü=&+;';
    const tenantId = `ü/${newTenant()}`;
    await container.items.create({ id, tenantId });
    expect((await container.item(id, tenantId).read()).resource).toMatchObject({ id });
  });

  test.each(['a/b', 'a\\b', 'a#b'])('the id "%s" is refused', async (id) => {
    // The SDK itself rejects them, with a text.
    const created = target.container.items.create({ id, tenantId: newTenant() });
    expect(await created.catch(() => 'refused')).toBe('refused');
  });

  test('a document says its number in the order of creation: the SDK sorts by it', async () => {
    const tenantId = newTenant();
    const numbers: bigint[] = [];
    for (const id of ['a', 'b', 'c']) {
      const { resource } = await target.container.items.create({ id, tenantId });
      const rid = Buffer.from((resource?._rid ?? '').replaceAll('-', '/'), 'base64');
      expect(rid.length).toBeGreaterThanOrEqual(16);
      numbers.push(rid.readBigUInt64LE(8));
    }
    expect(numbers).toEqual(numbers.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  test('409 for an id that is there; in another partition it is another item', async () => {
    const { items } = target.container;
    const tenantId = newTenant();
    await items.create({ id: 'r1', tenantId });
    await expect(items.create({ id: 'r1', tenantId })).rejects.toMatchObject({ code: 409 });
    expect((await items.create({ id: 'r1', tenantId: newTenant() })).statusCode).toBe(201);
  });

  test('404 for replacing and deleting what is not there', async () => {
    const tenantId = newTenant();
    const item = target.container.item('r2', tenantId);
    await expect(item.replace({ id: 'r2', tenantId })).rejects.toMatchObject({ code: 404 });
    await expect(item.delete()).rejects.toMatchObject({ code: 404 });
  });

  test('404 with substatus 1003 for a container that is not there', async () => {
    const item = target.database.container('nowhere').item('a', 'b');
    await expect(item.delete()).rejects.toMatchObject({ code: 404, substatus: 1003 });
  });

  test('400 with substatus 1001 where the key of the body is not that of the request', async () => {
    const tenantId = newTenant();
    await target.container.items.create({ id: 'r1', tenantId });
    const moved = target.container.item('r1', tenantId).replace({ id: 'r1', tenantId: newTenant() });
    await expect(moved).rejects.toMatchObject({ code: 400, substatus: 1001 });
  });

  test('412 where If-Match does not hold, for replace and delete; where it does they are made', async () => {
    const tenantId = newTenant();
    const { etag } = await target.container.items.create({ id: 'r1', tenantId });
    const item = target.container.item('r1', tenantId);
    const when = (condition: string) => ({ accessCondition: { type: 'IfMatch', condition } });
    await expect(item.replace({ id: 'r1', tenantId }, when('"other"'))).rejects.toMatchObject({ code: 412 });
    const second = await item.replace({ id: 'r1', tenantId }, when(etag));
    await expect(item.delete(when(etag))).rejects.toMatchObject({ code: 412, body: { code: 'PreconditionFailed' } });
    expect((await item.delete(when(second.etag))).statusCode).toBe(204);
  });

  test('304 where If-None-Match names the version that is there', async () => {
    const tenantId = newTenant();
    const { etag } = await target.container.items.create({ id: 'r1', tenantId });
    const read = (condition: string) =>
      target.container.item('r1', tenantId).read({ accessCondition: { type: 'IfNoneMatch', condition } });
    expect((await read(etag)).statusCode).toBe(304);
    expect((await read('"other"')).statusCode).toBe(200);
  });

  test('413 above 2 MB', async () => {
    const text = 'x'.repeat(2_200_000);
    await expect(target.container.items.create({ id: 'big', tenantId: newTenant(), text })).rejects.toMatchObject({
      code: 413,
    });
    expect(
      (await target.container.items.create({ id: 'ok', tenantId: newTenant(), text: text.slice(0, 1_900_000) }))
        .statusCode,
    ).toBe(201);
  });

  test('of 50 writers with one etag one wins', async () => {
    const { container } = target;
    const tenantId = newTenant();
    const { etag } = await container.items.create({ id: 'r1', tenantId, by: -1 });
    const condition = { accessCondition: { type: 'IfMatch', condition: etag } };
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, by) =>
        container.item('r1', tenantId).replace({ id: 'r1', tenantId, by }, condition),
      ),
    );
    const winners = results.flatMap((result, by) => (result.status === 'fulfilled' ? [by] : []));
    const codes = results.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as { code: number }).code] : [],
    );
    expect(winners).toHaveLength(1);
    expect(codes).toEqual(Array(49).fill(412));
    expect((await container.item('r1', tenantId).read<{ by: number }>()).resource?.by).toBe(winners[0]);
  });

  test('an item with a ttl is gone at once when it is over, for reads and queries, and its id is free', async () => {
    const { container } = target;
    const tenantId = newTenant();
    await container.items.create({ id: 'a', tenantId, ttl: 3 });
    await container.items.create({ id: 'b', tenantId });
    expect((await container.item('a', tenantId).read()).statusCode).toBe(200);
    await target.pass(4000);
    expect((await container.item('a', tenantId).read()).statusCode).toBe(404);
    expect(await idsIn(container, tenantId)).toEqual(['b']);
    expect((await container.items.create({ id: 'a', tenantId })).statusCode).toBe(201);
  });

  test.each([0, -2, 1.5, '60', null])('the ttl %j is refused', async (ttl) => {
    const created = target.container.items.create({ id: 'c', tenantId: newTenant(), ttl: ttl as number });
    await expect(created).rejects.toMatchObject({ code: 400 });
  });

  test('charges are those that Microsoft has published, by size', async () => {
    const { container } = target;
    const tenantId = newTenant();
    const item = (id: string, bytes: number) => ({ id, tenantId, text: 'x'.repeat(bytes) });
    const small = await container.items.create(item('small', 600));
    const large = await container.items.create(item('large', 100_000));
    expect((await container.item('small', tenantId).read()).requestCharge).toBe(1);
    expect(within((await container.item('large', tenantId).read()).requestCharge, 7, 11)).toBe(true);
    expect(within(small.requestCharge, 4.5, 8)).toBe(true);
    expect(within(large.requestCharge, 30, 60)).toBe(true);
    const replaced = await container.item('small', tenantId).replace(item('small', 600));
    expect(within(replaced.requestCharge, small.requestCharge, 2.5 * small.requestCharge)).toBe(true);
    const { requestCharge } = await container.items
      .query("SELECT c.id FROM c WHERE c.id = 'small'", { partitionKey: tenantId })
      .fetchNext();
    expect(within(requestCharge, 2.2, 4)).toBe(true);
  });
});

describe.each(targets)('batches of %s', (name) => {
  let target: Target;
  beforeAll(async () => {
    target = await openTarget(name);
  });
  afterAll(() => target.close());
  const create = (tenantId: string, id: string): OperationInput => ({
    operationType: 'Create',
    resourceBody: { id, tenantId },
  });
  const statuses = (result: readonly { statusCode: number }[] | undefined) =>
    result?.map(({ statusCode }) => statusCode);

  test('all of it happens, each operation seeing the ones before', async () => {
    const { container } = target;
    const t = newTenant();
    const { etag } = await container.items.create({ id: 'a', tenantId: t, n: 1 });
    const { code, result } = await container.items.batch(
      [
        { operationType: 'Replace', id: 'a', ifMatch: etag, resourceBody: { id: 'a', tenantId: t, n: 2 } },
        create(t, 'b'),
        { operationType: 'Read', id: 'b' },
        { operationType: 'Upsert', resourceBody: { id: 'c', tenantId: t } },
        { operationType: 'Delete', id: 'b' },
      ],
      t,
    );
    expect([code, statuses(result)]).toEqual([200, [200, 201, 200, 201, 204]]);
    expect(result?.[2]?.resourceBody).toMatchObject({ id: 'b' });
    expect(result?.[2]?.eTag).toBe(result?.[1]?.eTag);
    expect(await idsIn(container, t)).toEqual(['a', 'c']);
    expect((await container.item('a', t).read()).resource).toMatchObject({ n: 2 });
  });

  test.each([
    [
      'a stale If-Match',
      412,
      (t: string): OperationInput => ({
        operationType: 'Replace',
        id: 'a',
        ifMatch: '"stale"',
        resourceBody: { id: 'a', tenantId: t },
      }),
    ],
    [
      'a stale If-Match of a delete',
      412,
      (): OperationInput => ({ operationType: 'Delete', id: 'a', ifMatch: '"stale"' }) as OperationInput,
    ],
    ['an id that is there', 409, (t: string) => create(t, 'a')],
    ['an id that is not there', 404, (): OperationInput => ({ operationType: 'Delete', id: 'z' })],
  ])('%s: nothing happens, 207, %i for it and 424 before and after', async (_, status, failing) => {
    const { container } = target;
    const t = newTenant();
    await container.items.create({ id: 'a', tenantId: t });
    const { code, result } = await container.items.batch([create(t, 'b'), failing(t), create(t, 'c')], t);
    expect([code, statuses(result)]).toEqual([207, [424, status, 424]]);
    expect(await idsIn(container, t)).toEqual(['a']);
  });

  test('a partial update under a condition: made where it holds, else 412 and nothing happens', async () => {
    const { container } = target;
    const t = newTenant();
    await container.items.create({ id: 'a', tenantId: t, n: 1, text: 'kept' });
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
          create(t, `after${to}`),
        ],
        t,
      );
    const first = await advance(1, 2);
    expect([first.code, statuses(first.result)]).toEqual([200, [200, 201]]);
    const late = await advance(1, 3);
    expect([late.code, statuses(late.result)]).toEqual([207, [412, 424]]);
    expect(await idsIn(container, t)).toEqual(['a', 'after2']);
    expect((await container.item('a', t).read()).resource).toMatchObject({ n: 2, text: 'kept' });
  });

  test('404 in 207 for a partial update of what is not there', async () => {
    const resourceBody = { condition: 'from c where c.n = 1', operations: [{ op: 'set', path: '/n', value: 2 }] };
    const { code, result } = await target.container.items.batch(
      [{ operationType: 'Patch', id: 'a', resourceBody } as OperationInput],
      newTenant(),
    );
    expect([code, statuses(result)]).toEqual([207, [404]]);
  });

  test('100 operations are taken, 101 are not', async () => {
    const t = newTenant();
    const creates = (count: number) => Array.from({ length: count }, (_, n) => create(t, `${n}`));
    await expect(target.container.items.batch(creates(101), t)).rejects.toThrow(/100/);
    expect((await target.container.items.batch(creates(100), t)).code).toBe(200);
    expect(await idsIn(target.container, t)).toHaveLength(100);
  });

  test('413 above 2 MB, 400 for an operation of another partition', async () => {
    const t = newTenant();
    const text = 'x'.repeat(800_000);
    const large = ['1', '2', '3'].map((id): OperationInput => ({
      operationType: 'Create',
      resourceBody: { id, tenantId: t, text },
    }));
    // The SDK wraps what the service answers.
    await expect(target.container.items.batch(large, t)).rejects.toMatchObject({ cause: { code: 413 } });
    const foreign = { operationType: 'Delete', id: 'a', partitionKey: '["other"]' } as OperationInput;
    await expect(target.container.items.batch([foreign], t)).rejects.toMatchObject({ cause: { code: 400 } });
    expect(await rowsOf(target.container, 'SELECT * FROM c', {}, { partitionKey: t })).toEqual([]);
  });
});

const within = (value: number, least: number, most: number) => value >= least && value <= most;
