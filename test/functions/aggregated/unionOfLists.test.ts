import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomNumbers } from '../../shared/domain/access/randomWorld.ts';
import type { Body } from '../../support/caller.ts';
import { relate, type Relation } from '../../support/relationship.ts';
import { ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { ticket } from '../../support/ticket.ts';
import { startWorld, type World, type WorldPerson } from '../../support/world.ts';

/** A person of a partner with some access, or none, to each of several customers. */
interface RandomWorld {
  readonly person: WorldPerson;
  readonly relations: readonly Relation[];
  readonly roomIds: readonly string[];
}

const seeds = (process.env['UNION_SEEDS'] ?? '11').split(',').map(Number);
const customers = 5;
const pageSizes = [1, 5, 16, 53, 200];
const names = ['Atrium', 'atrium', 'Zürich', 'Boardroom', 'Ω', '会議室', 'Boardroom 2'];

let world: World;
const worlds: RandomWorld[] = [];
beforeAll(async () => {
  world = await startWorld();
  for (const seed of seeds) worlds.push(await randomRelations(randomNumbers(seed)));
}, 60_000);
afterAll(() => world.stop());

async function randomRelations(random: () => number): Promise<RandomWorld> {
  const below = (limit: number) => Math.floor(random() * limit);
  const some = <T>(list: readonly T[], chance: number) => list.filter(() => random() < chance);
  const partner = await world.tenant('Tailspin', { partner: true });
  const person = await world.person(partner.tenantId);
  const relations: Relation[] = [];
  const allRoomIds: string[] = [];
  for (let at = 0; at < customers; at++) {
    const customer = await world.tenant('Contoso');
    const group = await customer.admin.post('/customer/roomGroups', { name: 'Floor' });
    const groupId = String(group.body['id']);
    const rooms: string[] = [];
    for (let left = below(7); left > 0; left--) {
      const name = names[below(names.length)];
      const made = await room(customer, { name, roomGroupIds: random() < 0.4 ? [groupId] : [] });
      rooms.push(made.id);
      if (random() < 0.5) await customer.admin.post(`/customer/rooms/${made.id}/enroll`);
    }
    for (let left = rooms.length > 0 ? below(5) : 0; left > 0; left--) {
      const roomIds = some(rooms, 0.4);
      await ticket(customer.admin, roomIds.length > 0 ? roomIds : rooms.slice(0, 1), { highImpact: random() < 0.5 });
      await world.advance({ seconds: below(3) });
    }
    const scope = () =>
      random() < 0.3 ? { kind: 'allRooms' } : { kind: 'selected', roomIds: some(rooms, 0.4), roomGroupIds: [groupId] };
    const kind = below(4);
    const relation = await relate(world, {
      customer,
      partner,
      ...(kind === 0 ? { primaryAdmin: person } : {}),
      ...(random() < 0.5 ? { scope: scope() } : {}),
    });
    const permissions = ['rooms.view', 'tickets.view', 'reports.view'].filter(() => random() < 0.7);
    // What the relationship does not reach, the Primary admin can't name.
    const seen = (await relation.primaryAdmin.all(`${relation.atCustomer}/rooms`)).map(({ id }) => String(id));
    if (kind > 1 && permissions.length > 0) {
      const roomIds = some(seen, 0.5);
      const narrow = roomIds.length > 0 ? { scope: { kind: 'selected', roomIds } } : {};
      await roleHolder(world, ofRelation(relation), permissions, { person, ...narrow });
    }
    relations.push(relation);
    allRoomIds.push(...rooms);
  }
  const preferences = await person.patch('/partner/preferences', { allTicketsView: true });
  expect(preferences.status).toBe(200);
  return { person, relations, roomIds: allRoomIds };
}

/** What the lists of the single customers say, customer by customer in the order of their ids. */
async function union({ person, relations }: RandomWorld, list: string, query: string): Promise<Body[]> {
  const rows: Body[] = [];
  const ordered = relations.toSorted((a, b) => (a.atCustomer < b.atCustomer ? -1 : 1));
  for (const { atCustomer, customer } of ordered) {
    const { status } = await person.get(`${atCustomer}/${list}?${query}`);
    expect([200, 403, 404]).toContain(status);
    if (status !== 200) continue;
    const own = { customerId: customer.tenantId, customerDisplayName: customer.name };
    rows.push(
      ...(await person.all(`${atCustomer}/${list}?${query}`)).map((row) => ({ ...row, ...own }) as unknown as Body),
    );
  }
  return rows;
}

const roomQueries = ['', 'health=healthy', 'health=unhealthy,disconnected', 'enrollment=enrolled', 'search=BOARD'];
const ticketQueries = ['', 'severity=important', 'state=needsAction', 'source=monitoring', 'source=reported'];

describe.each(seeds.map((seed, at) => [seed, at] as const))('seed %s', (_, at) => {
  const here = () => {
    const found = worlds[at];
    if (!found) throw new Error('There is no such world.');
    return found;
  };

  test.each([
    ...roomQueries.map((query) => ['rooms', query] as const),
    ...ticketQueries.map((query) => ['tickets', query] as const),
  ])(
    'R71 R10 %s?%s: the lists of the single customers, one after the other, at every page size',
    async (list, query) => {
      const expected = await union(here(), list, query);
      for (const top of pageSizes) {
        expect([top, await here().person.all(`/partner/${list}?${query}&top=${top}`)]).toEqual([top, expected]);
      }
    },
  );

  test.each([
    [
      'rooms',
      'name',
      ({ name, id }: Body) => `${String(name).normalize('NFC').trim().toLowerCase()}\u0000${String(id)}`,
    ],
    ['tickets', 'updatedAt', ({ updatedAt, id }: Body) => `${String(updatedAt)}|${String(id)}`],
  ] as const)('R71 %s by %s and back: one order over all customers, at every page size', async (list, by, keyOf) => {
    const rows = await union(here(), list, '');
    const expected = rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    for (const top of pageSizes) {
      expect([top, await here().person.all(`/partner/${list}?orderBy=${by}&top=${top}`)]).toEqual([top, expected]);
      const back = await here().person.all(`/partner/${list}?orderBy=-${by}&top=${top}`);
      expect([top, back]).toEqual([top, expected.toReversed()]);
    }
  });

  test('the world has rooms and tickets in reach and out of it', async () => {
    const rooms = await union(here(), 'rooms', '');
    expect(rooms.length).toBeGreaterThan(3);
    expect(rooms.length).toBeLessThan(here().roomIds.length);
    expect((await union(here(), 'tickets', '')).length).toBeGreaterThan(2);
  });

  test('R71 R52 tickets of one room: as the lists of the customers say', async () => {
    for (const roomId of here().roomIds) {
      const query = `roomId=${roomId}`;
      expect(await here().person.all(`/partner/tickets?${query}`)).toEqual(await union(here(), 'tickets', query));
    }
  });

  test('R71 the list of one customer', async () => {
    for (const { customer } of here().relations) {
      const query = `customerId=${customer.tenantId}`;
      const expected = (await union(here(), 'rooms', '')).filter(
        ({ customerId }) => String(customerId) === customer.tenantId,
      );
      for (const order of ['', '&orderBy=name']) {
        const rows = await here().person.all(`/partner/rooms?${query}${order}&top=2`);
        expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(expected.map(({ id }) => id)));
      }
    }
  });

  test('R71 the overview counts what the lists show', async () => {
    const all = await here().person.all('/partner/overview');
    const expected = [];
    for (const { customer, atCustomer } of here().relations.toSorted((a, b) =>
      a.atCustomer < b.atCustomer ? -1 : 1,
    )) {
      const rooms = await here().person.get(`${atCustomer}/rooms?top=200`);
      const tickets = await here().person.get(`${atCustomer}/tickets?top=200&state=needsAction,systemInvestigating`);
      if (rooms.status !== 200 && tickets.status !== 200) continue;
      const count = ({ body }: typeof rooms, member: string, value: string) =>
        body.value.filter((row) => String(row[member]) === value).length;
      const health = (value: string) => count(rooms, 'health', value);
      const severity = (value: string) => count(tickets, 'severity', value);
      expected.push({
        customerId: customer.tenantId,
        customerDisplayName: customer.name,
        ...(rooms.status === 200 && {
          rooms: {
            total: rooms.body.value.length,
            healthy: health('healthy'),
            unhealthy: health('unhealthy'),
            disconnected: health('disconnected'),
          },
        }),
        ...(tickets.status === 200 && {
          openTickets: { important: severity('important'), warning: severity('warning') },
        }),
      });
    }
    expect(all).toEqual(expected);
    for (const top of [1, 2, 3]) expect(await here().person.all(`/partner/overview?top=${top}`)).toEqual(expected);
  });
});
