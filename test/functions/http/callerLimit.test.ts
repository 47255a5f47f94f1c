import { HttpRequest } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addressOf, callerLimit } from '../../../functions/http/callerLimit.ts';
import type { Refusal } from '../../../shared/domain/refusal.ts';
import { sendSignals } from '../../support/monitor.ts';
import { refused } from '../../support/refused.ts';
import { startWorld, type World, type WorldPerson } from '../../support/world.ts';

const perMinute = 6;

describe('over HTTP', () => {
  let world: World;
  let adele: WorldPerson;
  let bert: WorldPerson;
  beforeAll(async () => {
    world = await startWorld({
      swap: (parts) => ({ ...parts, environment: { ...parts.environment, RATE_LIMIT_PER_MINUTE: String(perMinute) } }),
    });
    const { tenantId } = await world.tenant('Contoso');
    [adele, bert] = [await world.person(tenantId), await world.person(tenantId)];
  });
  afterAll(() => world.stop());

  const many = async (ask: () => Promise<{ status: number }>) => {
    const statuses: number[] = [];
    for (let n = 0; n < perMinute + 2; n++) statuses.push((await ask()).status);
    return statuses;
  };
  const allowed = (status: number) => Array.from({ length: perMinute }, () => status);

  // Guarantee: who sends too much gets no work done, and nobody else is held up by it.
  test('so many requests of one caller are answered at once, more cost nothing, and others go on', async () => {
    expect(await many(() => adele.get('/me'))).toEqual([...allowed(200), 429, 429]);
    world.storeCalls();
    const answer = await adele.patch('/customer/rooms/room_1', 'no JSON');
    expect(answer).toMatchObject(refused(429, 'tooManyRequests'));
    expect(answer.headers.get('retry-after')).toBe('10');
    expect(world.storeCalls()).toEqual([]);
    expect((await bert.get('/me')).status).toBe(200);
  });

  test('after the time that is told there is one more', async () => {
    await world.advance({ seconds: 10 });
    expect([(await adele.get('/me')).status, (await adele.get('/me')).status]).toEqual([200, 429]);
    await world.advance({ seconds: 3600 });
    expect(await many(() => adele.get('/me'))).toEqual([...allowed(200), 429, 429]);
  });

  test('the operator and monitoring have limits of their own', async () => {
    await world.advance({ seconds: 60 });
    expect(await many(() => world.operator.get('/platform/tenants'))).toEqual([...allowed(200), 429, 429]);
    expect(await many(() => sendSignals(world, adele.tenantId, [{ roomId: 'room_1' }]))).toEqual([
      ...allowed(200),
      429,
      429,
    ]);
  });

  test('devices are limited by the address they come from, whatever they claim to forward', async () => {
    const guess = { tenantId: adele.tenantId, enrollmentKey: 'guess', accountUpn: 'room@contoso.example' };
    let claimed = 0;
    const from = (address: string) => () =>
      world.nobody.post('/enrollments', guess, { 'x-forwarded-for': `198.51.100.${++claimed}, ${address}` });
    expect(await many(from('203.0.113.7:4711'))).toEqual([...allowed(401), 429, 429]);
    expect((await from('203.0.113.7:4712')()).status).toBe(429);
    expect((await from('203.0.113.8:4711')()).status).toBe(401);
    expect(await many(() => world.nobody.get('/health'))).toEqual([...allowed(200), 200, 200]);
  });

  test('without a good token nothing is counted', async () => {
    await world.advance({ seconds: 60 });
    expect(await many(() => world.bearer('wrong').get('/me'))).toEqual([...allowed(401), 401, 401]);
  });
});

describe('a bucket', () => {
  const bucket = (limit: number) => {
    let now = 0;
    const count = callerLimit(limit, { now: () => new Date(now) });
    return {
      at: (ms: number) => void (now = ms),
      take: (caller = 'one'): number | 'let in' | undefined => {
        try {
          count(caller);
          return 'let in';
        } catch (error) {
          return (error as Refusal).retryAfterSeconds;
        }
      },
    };
  };

  test('refills steadily, to a minute’s worth and no more', () => {
    const { at, take } = bucket(60);
    for (let n = 0; n < 60; n++) expect(take()).toBe('let in');
    expect(take()).toBe(1);
    at(999);
    expect(take()).toBe(1);
    at(1_000);
    expect([take(), take()]).toEqual(['let in', 1]);
    at(10_000_000);
    for (let n = 0; n < 60; n++) expect(take()).toBe('let in');
    expect(take()).toBe(1);
  });

  test('takes nothing away when the clock is set back', () => {
    const { at, take } = bucket(2);
    at(60_000);
    expect(take()).toBe('let in');
    at(0);
    expect([take(), take()]).toEqual(['let in', 30]);
  });

  test('is forgotten when very many others came since, and no sooner', () => {
    const { take } = bucket(1);
    expect([take(), take()]).toEqual(['let in', 60]);
    for (let n = 0; n < 9_999; n++) take(`other ${n}`);
    expect(take()).toBe(60);
    for (let n = 0; n < 10_000; n++) take(`another ${n}`);
    expect(take()).toBe('let in');
  });

  test('there is none where the limit is 0', () => {
    const { take } = bucket(0);
    for (let n = 0; n < 10_000; n++) expect(take()).toBe('let in');
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:50123', '203.0.113.7'],
  ['10.0.0.1, 203.0.113.7:50123', '203.0.113.7'],
  ['2001:db8::1', '2001:db8::1'],
  ['[2001:db8::1]:50123', '2001:db8::1'],
  ['10.0.0.1,[2001:db8::1]', '2001:db8::1'],
])('forwarded for %s: the address is %s', (forwarded, address) => {
  const headers = { 'x-forwarded-for': forwarded };
  const request = new HttpRequest({ method: 'POST', url: 'https://service.example/', headers });
  expect(addressOf(request)).toBe(address);
});
