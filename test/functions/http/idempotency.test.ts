import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

// Guarantee: a client that sends a request again without waiting is told what it did, never that it was in its own way.
test('the same request several times at once is done once, and all are given its answer', async () => {
  const { admin } = await world.tenant('Contoso');
  for (let round = 0; round < 12; round++) {
    const body = { name: 'Room', accountUpn: `room${round}@contoso.example` };
    const headers = { 'idempotency-key': `key${round}` };
    const posts = Array.from({ length: 5 }, () => admin.post('/customer/rooms', body, headers));
    const answers = await Promise.all(posts);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(4);
  }
  expect(await admin.all('/customer/rooms')).toHaveLength(12);
  const failed = await admin.all('/customer/auditEvents?result=Failed');
  expect(failed).toEqual([]);
});
