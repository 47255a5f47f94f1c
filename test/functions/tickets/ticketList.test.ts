import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Body } from '../../support/caller.ts';
import { sendSignals } from '../../support/monitor.ts';
import { refused } from '../../support/refused.ts';
import { relate } from '../../support/relationship.ts';
import { ofCustomer, ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { ticket } from '../../support/ticket.ts';
import { seeded } from '../../support/seeded.ts';
import { startWorld, type World, type WorldPerson, type WorldTenant } from '../../support/world.ts';
import { figure } from '../../support/figure.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe('the list of tickets', () => {
  let customer: WorldTenant;
  let rooms: string[];
  let made: Body[];
  beforeAll(async () => {
    customer = await world.tenant('Contoso');
    rooms = [];
    for (let count = 0; count < 2; count++) rooms.push((await room(customer)).id);
    const [a = '', b = ''] = rooms;
    await customer.admin.post(`/customer/rooms/${b}/enroll`);
    for (const [roomIds, highImpact] of [
      [[a], false],
      [[a, b], true],
      [[b], false],
    ] as const) {
      await ticket(customer.admin, roomIds, { highImpact });
      await world.advance({ seconds: 1 });
    }
    await sendSignals(world, customer.tenantId, [{ roomId: b, type: 'camera' }]);
    await world.advance({ seconds: 1 });
    const [first, second] = await customer.admin.all('/customer/tickets');
    await customer.admin.post(`/customer/tickets/${String(second?.['id'])}/close`, { reason: 'done' });
    await world.advance({ seconds: 1 });
    await customer.admin.patch(`/customer/tickets/${String(first?.['id'])}`, { state: 'systemInvestigating' });
    made = await customer.admin.all('/customer/tickets');
  });

  const numbers = async (query: string) =>
    (await customer.admin.all(`/customer/tickets?${query}`)).map(({ number }) => Number(number));

  test.each([
    ['', [1, 2, 3, 4]],
    ['state=needsAction', [3, 4]],
    ['state=needsAction,systemInvestigating', [1, 3, 4]],
    ['state=resolved', [2]],
    ['severity=important', [2]],
    ['source=monitoring', [4]],
    ['source=reported&severity=warning', [1, 3]],
    ['orderBy=updatedAt', [3, 4, 2, 1]],
    ['orderBy=-updatedAt', [1, 2, 4, 3]],
    ['orderBy=-updatedAt&state=needsAction', [4, 3]],
  ])('%s: %j, whatever the page size', async (query, wanted) => {
    for (const top of ['', 'top=1', 'top=3']) expect(await numbers(`${query}&${top}`)).toEqual(wanted);
  });

  test('by room', async () => {
    expect(await numbers(`roomId=${String(rooms[0])}`)).toEqual([1, 2]);
    expect(await numbers(`roomId=${String(rooms[1])}&orderBy=-updatedAt&top=1`)).toEqual([2, 4, 3]);
    expect(await numbers('roomId=room_x')).toEqual([]);
  });

  test('rows are the tickets themselves', async () => {
    for (const row of made) {
      expect((await customer.admin.get(`/customer/tickets/${String(row['id'])}`)).body).toEqual(row);
    }
  });

  test.each([
    'state=open',
    'severity=high',
    'source=people',
    'orderBy=number',
    'orderBy=name',
    'roomId=',
    'state=',
    'search=x',
  ])('%s is 400', async (query) => {
    expect(await customer.admin.get(`/customer/tickets?${query}`)).toMatchObject(refused(400, 'invalidRequest'));
  });
});

test('a ticket that does not change comes exactly once, whatever is changed between the pages', async () => {
  const customer = await world.tenant('Contoso');
  const { id } = await room(customer);
  for (let count = 0; count < 6; count++) {
    await ticket(customer.admin, [id]);
    await world.advance({ seconds: 1 });
  }
  const still = (await customer.admin.all('/customer/tickets')).filter((_, at) => at % 2 === 0);
  const moving = (await customer.admin.all('/customer/tickets')).filter((_, at) => at % 2 === 1);
  for (const orderBy of ['updatedAt', '-updatedAt']) {
    const seen: unknown[] = [];
    let next: string | undefined = `/customer/tickets?orderBy=${orderBy}&top=1`;
    for (let at = 0; next !== undefined; at++) {
      const { body } = await customer.admin.get(next);
      seen.push(...body.value.map((row) => row['id']));
      next = body['nextLink'] as string | undefined;
      const moved = String(moving[at % moving.length]?.['id']);
      if (at < 4) await customer.admin.post(`/customer/tickets/${moved}/messages`, { text: `${at}` });
    }
    for (const { id: one } of still) expect(seen.filter((each) => each === one)).toHaveLength(1);
  }
});

describe('C5 R52 the list is what can be read by id', () => {
  const seed = 20_261_122;

  test(`on random scopes of both sides, seed ${seed}`, async () => {
    const next = seeded(seed);
    const some = (ids: readonly string[], most: number) => [
      ...new Set(Array.from({ length: next(most + 1) }, () => ids[next(ids.length)] ?? '')),
    ];
    const customer = await world.tenant('Contoso');
    const groups: string[] = [];
    for (const name of ['A', 'B', 'C']) {
      groups.push(String((await customer.admin.post('/customer/roomGroups', { name })).body['id']));
    }
    const rooms: string[] = [];
    for (let at = 0; at < 8; at++) rooms.push((await room(customer, { roomGroupIds: some(groups, 2) })).id);
    const every: string[] = [];
    for (let at = 0; at < 25; at++) {
      const ids = some(rooms, 3);
      every.push((await ticket(customer.admin, ids.length > 0 ? ids : [rooms[0] ?? ''])).id);
    }
    const relation = await relate(world, {
      customer,
      scope: { kind: 'selected', roomIds: rooms.slice(0, 3), roomGroupIds: [groups[0]] },
    });
    // Nobody assigns what is out of the relationship's sight (R11).
    const scope = (ofPartner: boolean) => {
      if (next(6) === 0) return { kind: 'allRooms' };
      const roomIds = some(ofPartner ? rooms.slice(0, 3) : rooms, 2);
      const roomGroupIds = some(ofPartner ? groups.slice(0, 1) : groups, 1);
      return {
        kind: 'selected',
        roomIds: roomIds.length + roomGroupIds.length > 0 ? roomIds : [rooms[1]],
        roomGroupIds,
      };
    };
    let shown = 0;
    for (let at = 0; at < 10; at++) {
      const ofPartner = at % 2 === 1;
      const side = ofPartner ? ofRelation(relation) : ofCustomer(customer);
      const base = ofPartner ? relation.atCustomer : '/customer';
      const person: WorldPerson = await roleHolder(world, side, ['tickets.view'], { scope: scope(ofPartner) });
      if (next(2) === 0) await roleHolder(world, side, ['tickets.view'], { scope: scope(ofPartner), person });
      const read = await Promise.all(every.map((id) => person.get(`${base}/tickets/${id}`)));
      const wanted = read.flatMap(({ status, body }) => (status === 200 ? [body] : []));
      shown += wanted.length;
      for (const top of [1, 5, 200]) expect(await person.all(`${base}/tickets?top=${top}`)).toEqual(wanted);
      const newest = await person.all(`${base}/tickets?top=5&orderBy=-updatedAt`);
      expect(newest.map(({ id }) => String(id)).sort()).toEqual(wanted.map(({ id }) => String(id)).sort());
    }
    expect(shown).toBeGreaterThan(20);
    expect(shown).toBeLessThan(10 * every.length);
    figure('C5 tickets listed exactly when found by id', `${shown}, no difference, seed ${seed}`);
  }, 30_000);
});
