import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refused } from '../support/refused.ts';
import { betweenStore } from '../support/transport.ts';
import { startWorld, type World } from '../support/world.ts';

let reachable = true;
let world: World;
beforeAll(async () => {
  world = await startWorld({
    swap: betweenStore((_, proceed) => {
      if (!reachable)
        throw Object.assign(new Error('connect ECONNREFUSED'), { name: 'RestError', code: 'ECONNREFUSED' });
      return proceed();
    }),
  });
});
afterAll(() => world.stop());

test('health is ok for anybody', async () => {
  const answer = await world.nobody.get('/health');
  expect(answer).toMatchObject({ status: 200, body: { status: 'ok' } });
});

test('without its store the service is 503 temporarilyUnavailable, with Retry-After, and opens no door', async () => {
  const { admin, tenantId } = await world.tenant('Contoso');
  reachable = false;
  try {
    for (const [who, path] of [
      [world.nobody, '/health'],
      [admin, '/me'],
      [admin, '/customer/rooms'],
      [world.operator, `/platform/tenants/${tenantId}`],
    ] as const) {
      const answer = await who.get(path);
      expect(answer).toMatchObject(refused(503, 'temporarilyUnavailable'));
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    }
  } finally {
    reachable = true;
  }
  expect((await world.nobody.get('/health')).status).toBe(200);
  expect(world.defects().length).toBe(0);
});
