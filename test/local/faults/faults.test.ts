import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
let contoso: WorldTenant;
beforeAll(async () => {
  world = await startWorld();
  contoso = await world.tenant('Contoso');
});
afterEach(() => control('DELETE'));
afterAll(() => world.stop());

async function control(method: string, body?: object) {
  const response = await fetch(`${world.product.standIn}/control/faults`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: await response.json() };
}
const keys = () => fetch(world.product.environment['TOKEN_KEYS_URL'] ?? '');

test('faults are added, listed with the times that are left, and cleared', async () => {
  const fault = { target: 'identity', when: { pathContains: '/keys' }, do: { status: 503 }, times: 2 };
  expect(await control('POST', fault)).toEqual({ status: 200, body: {} });
  expect((await keys()).status).toBe(503);
  expect((await control('GET')).body).toEqual([{ ...fault, times: 1 }]);
  expect(await control('DELETE')).toEqual({ status: 200, body: {} });
  expect((await control('GET')).body).toEqual([]);
  expect((await keys()).status).toBe(200);
});

test.each([
  ['nothing that happens', { target: 'cosmos', when: {}, do: {}, times: 1 }],
  ['an unknown target', { target: 'mail', when: {}, do: { status: 503 }, times: 1 }],
  ['an unknown member', { target: 'graph', when: { verb: 'GET' }, do: { status: 503 }, times: 1 }],
  ['an unknown kind', { target: 'cosmos', when: { kind: 'write' }, do: { status: 503 }, times: 1 }],
  ['a success', { target: 'graph', when: {}, do: { status: 200 }, times: 1 }],
  ['no times', { target: 'graph', when: {}, do: { status: 503 } }],
  ['a chance above 1', { target: 'graph', when: {}, do: { status: 503 }, times: 1, chance: 2 }],
])('%s is refused with 400', async (_, fault) => {
  expect((await control('POST', fault)).status).toBe(400);
  expect((await control('GET')).body).toEqual([]);
});

test('a fault happens to the method and path it names, and to no other', async () => {
  const when = { method: 'post', pathContains: '/keys' };
  await control('POST', { target: 'identity', when, do: { status: 500 }, times: 1 });
  expect((await keys()).status).toBe(200);
  await control('POST', { target: 'graph', when: {}, do: { status: 500 }, times: 1 });
  expect((await keys()).status).toBe(200);
});

test('a status says how long to wait, a delay is kept, a drop cuts the connection', async () => {
  await control('POST', { target: 'identity', when: {}, do: { status: 429, retryAfterMs: 2_000 }, times: 1 });
  expect((await keys()).headers.get('retry-after')).toBe('2');
  await control('POST', { target: 'identity', when: {}, do: { delayMs: 60 }, times: 1 });
  const begun = performance.now();
  expect((await keys()).status).toBe(200);
  expect(performance.now() - begun).toBeGreaterThan(50);
  await control('POST', { target: 'identity', when: {}, do: { drop: 'beforeCommit' }, times: 1 });
  await expect(keys()).rejects.toThrow();
});

test('a chance falls the same way each time', async () => {
  const draw = async () => {
    await control('DELETE');
    await control('POST', { target: 'identity', when: {}, do: { status: 500 }, times: 100, chance: 0.5 });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) statuses.push((await keys()).status);
    return statuses;
  };
  const first = await draw();
  expect(new Set(first)).toEqual(new Set([200, 500]));
  expect(await draw()).toEqual(first);
});

test('after the commit the write is there, before it is not, whatever the writer is told', async () => {
  const named = () =>
    world.product.store.inspect('tenants', contoso.tenantId).filter(({ type }) => type === 'roomGroup');
  for (const [drop, count] of [
    ['beforeCommit', 0],
    ['afterCommit', 1],
  ] as const) {
    // One try, and no reading back: what the account itself has done is to be seen.
    await control('POST', { target: 'cosmos', when: { kind: 'batch' }, do: { status: 503, drop }, times: 1_000 });
    await control('POST', {
      target: 'cosmos',
      when: { kind: 'read', pathContains: '/docs/evt_' },
      do: { status: 503 },
      times: 1_000,
    });
    const { status } = await contoso.admin.post('/customer/roomGroups', { name: 'Floor' });
    expect([status, named().length]).toEqual([503, count]);
    await control('DELETE');
  }
});
