import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { signalResults, type SaidSignal } from '../../support/monitor.ts';
import { refused } from '../../support/refused.ts';
import { relate } from '../../support/relationship.ts';
import { ofCustomer, ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { ticket } from '../../support/ticket.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let customer: WorldTenant;
let rooms: string[];
beforeEach(async () => {
  customer = await world.tenant('Contoso');
  rooms = [];
  for (let count = 0; count < 4; count++) {
    const { id } = await room(customer);
    await customer.admin.post(`/customer/rooms/${id}/enroll`);
    rooms.push(id);
  }
});

const say = (...signals: SaidSignal[]) => signalResults(world, customer.tenantId, ...signals);
const report = async (query = '') => (await customer.admin.get(`/customer/reports/roomHealth?${query}`)).body;
const dayMs = 24 * 60 * 60 * 1000;

test('without a period it is about the last 30 days, and about rooms as they are', async () => {
  const [a = '', b = '', c = ''] = rooms;
  await say({ roomId: a, type: 'connectivity', severity: 'important' }, { roomId: b, severity: 'important' });
  const { id } = await ticket(customer.admin, [c]);
  await world.advance({ seconds: 600 });
  await customer.admin.post(`/customer/tickets/${id}/close`, { reason: 'done' });
  await say({ roomId: b, status: 'cleared' });
  const body = await report();
  expect(body).toMatchObject({
    rooms: { total: 4, healthy: 3, unhealthy: 0, disconnected: 1 },
    incidents: {
      opened: 3,
      resolved: 2,
      open: 1,
      bySeverity: { important: 2, warning: 1 },
      byType: { connectivity: 1, display: 1, reported: 1 },
    },
  });
  expect(Number(body['meanTimeToResolveMinutes'])).toBeCloseTo(10, 0);
  expect(Date.parse(String(body['to'])) - Date.parse(String(body['from']))).toBe(30 * dayMs);
  expect(Math.abs(Date.parse(String(body['to'])) - world.now().getTime())).toBeLessThan(5000);
});

test('nothing happened: zeros, and no mean time', async () => {
  const body = await report();
  expect(body['incidents']).toEqual({
    opened: 0,
    resolved: 0,
    open: 0,
    bySeverity: { important: 0, warning: 0 },
    byType: {},
  });
  expect(Object.keys(body).sort()).toEqual(['from', 'incidents', 'rooms', 'to']);
});

test('incidents are tallied by when they were opened, both ends included; open is as of the end', async () => {
  const [a = ''] = rooms;
  const early = await ticket(customer.admin, [a]);
  await world.advance({ days: 10 });
  const late = await ticket(customer.admin, [a], { highImpact: true });
  await world.advance({ days: 10 });
  await customer.admin.post(`/customer/tickets/${early.id}/close`, { reason: 'done' });
  const [first, second] = [String(early['createdAt']), String(late['createdAt'])];
  const counted = async (from: string, to: string) => {
    const { incidents } = await report(`from=${from}&to=${to}`);
    return [incidents?.['opened'], incidents?.['resolved'], incidents?.['open']].map(Number);
  };
  const after = (time: string, ms: number) => new Date(Date.parse(time) + ms).toISOString();
  expect(await counted(first, first)).toEqual([1, 0, 1]);
  expect(await counted(after(first, -1), after(first, -1))).toEqual([0, 0, 0]);
  expect(await counted(after(first, 1), second)).toEqual([1, 0, 2]);
  expect(await counted(after(first, 1), after(second, -1))).toEqual([0, 0, 1]);
  expect(await counted(first, after(second, 11 * dayMs))).toEqual([2, 1, 1]);
  expect(await counted(second, after(second, 11 * dayMs))).toEqual([1, 0, 1]);
  const { meanTimeToResolveMinutes } = await report(`from=${first}&to=${after(second, 11 * dayMs)}`);
  expect(Number(meanTimeToResolveMinutes) / (20 * 24 * 60)).toBeCloseTo(1, 2);
});

test('a date as end means the whole day; only an end means the 30 days before it', async () => {
  const today = world.now().toISOString().slice(0, 10);
  expect(await report(`from=${today}&to=${today}`)).toMatchObject({
    from: `${today}T00:00:00.000Z`,
    to: `${today}T23:59:59.999Z`,
  });
  expect(await report('to=2026-03-31T00:00:00Z')).toMatchObject({
    from: '2026-03-01T00:00:00.000Z',
    to: '2026-03-31T00:00:00.000Z',
  });
});

test.each(['from=x', 'to=2026-02-30', 'from=2026-02-02&to=2026-02-01', 'from=2999-01-01', 'top=5'])(
  '%s is 400',
  async (query) => {
    const answer = await customer.admin.get(`/customer/reports/roomHealth?${query}`);
    expect(answer).toMatchObject(refused(400, 'invalidRequest'));
  },
);

test('R10 only rooms in reach, and tickets with one of them, are counted, on both sides', async () => {
  const [a = '', b = '', c = ''] = rooms;
  await ticket(customer.admin, [a, b], { highImpact: true });
  await ticket(customer.admin, [c]);
  const scope = { kind: 'selected', roomIds: [a] };
  const relation = await relate(world, { customer, scope: { kind: 'selected', roomIds: [a, c] } });
  for (const [side, base, permissions] of [
    [ofCustomer(customer), '/customer', ['reports.view']],
    [ofRelation(relation), relation.atCustomer, ['reports.view']],
    // Of another permission's scope nothing is counted (R8).
    [ofRelation(relation), relation.atCustomer, ['reports.view', 'rooms.view']],
  ] as const) {
    const person = await roleHolder(world, side, permissions, { scope });
    await roleHolder(world, side, ['tickets.view', 'rooms.view'], { person });
    const { body } = await person.get(`${base}/reports/roomHealth`);
    expect(body).toMatchObject({
      rooms: { total: 1, healthy: 0, unhealthy: 1 },
      incidents: { opened: 1, bySeverity: { important: 1, warning: 0 } },
    });
  }
  const wide = await roleHolder(world, ofRelation(relation), ['reports.view']);
  expect((await wide.get(`${relation.atCustomer}/reports/roomHealth`)).body).toMatchObject({
    rooms: { total: 2 },
    incidents: { opened: 2 },
  });
  const without = await roleHolder(world, ofCustomer(customer), ['rooms.view']);
  expect(await without.get('/customer/reports/roomHealth')).toMatchObject(refused(403, 'permissionDenied'));
});
