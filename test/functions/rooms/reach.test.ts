import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Body, Caller } from '../../support/caller.ts';
import { relate } from '../../support/relationship.ts';
import { ofCustomer, ofRelation, roleHolder } from '../../support/roleHolder.ts';
import { room } from '../../support/room.ts';
import { startWorld, type World, type WorldPerson, type WorldTenant } from '../../support/world.ts';
import { randomNumbers } from '../../shared/domain/access/randomWorld.ts';
import { figure } from '../../support/figure.ts';

const seed = Number(process.env['REACH_SEED'] ?? 20_261_122);
const worlds = Number(process.env['REACH_WORLDS'] ?? 1);
const roomsPerWorld = 54;
const groupsPerWorld = 6;
const pageSizes = [1, 5, 16, 53, 200];

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const random = randomNumbers(seed);
const oneOf = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
const some = <T>(list: readonly T[], chance: number) => list.filter(() => random() < chance);

interface Place {
  readonly customer: WorldTenant;
  readonly roomIds: readonly string[];
  readonly groupIds: readonly string[];
}

/** A customer with rooms in any number of groups, and in any ring. */
async function randomPlace(): Promise<Place> {
  const customer = await world.tenant('Contoso');
  const rings = (await customer.admin.all('/customer/updateRings')).map(({ id }) => String(id));
  const groups = Array.from({ length: groupsPerWorld }, async (_, at) => {
    const { body } = await customer.admin.post('/customer/roomGroups', { name: `Group ${at}` });
    return String(body['id']);
  });
  const groupIds = await Promise.all(groups);
  const roomIds: string[] = [];
  for (let at = 0; at < roomsPerWorld; at++) {
    const { id } = await room(customer, { name: `Room ${oneOf(['a', 'B', 'ä'])}`, roomGroupIds: some(groupIds, 0.15) });
    await customer.admin.put(`/customer/updateRings/${oneOf(rings)}/rooms/${id}`);
    roomIds.push(id);
  }
  return { customer, roomIds, groupIds };
}

const randomScope = ({ roomIds, groupIds }: Place) => {
  const selected = { kind: 'selected', roomIds: some(roomIds, 0.2), roomGroupIds: some(groupIds, 0.3) };
  const empty = selected.roomIds.length + selected.roomGroupIds.length === 0;
  return empty || random() < 0.2 ? { kind: 'allRooms' } : selected;
};

/** What a scope may name is what its giver sees: here one who sees all, so that the relationship alone cuts it short. */
const partnerScope = async (place: Place, base: string, caller: Caller) => {
  const ids = async (path: string) => (await caller.all(`${base}/${path}?top=200`)).map(({ id }) => String(id));
  return randomScope({ ...place, roomIds: await ids('rooms'), groupIds: await ids('roomGroups') });
};

const views = ['rooms.view', 'roomGroups.view', 'updateRings.view'];

/** Somebody with up to three roles, each over a scope of its own. */
async function randomPerson(give: (permissions: string[], person?: WorldPerson) => Promise<WorldPerson>) {
  let person = await give(views);
  for (let more = Math.floor(random() * 3); more > 0; more--)
    person = await give([oneOf(views), 'tickets.view'], person);
  return person;
}

/** The rows of a list, whatever the size of its pages; and what by id is there of these. */
async function listedAndGot(caller: Caller, path: string, ids: readonly string[]) {
  const lists = await Promise.all(pageSizes.map((top) => caller.all(`${path}?top=${top}`)));
  const [named, paged] = await Promise.all([200, 16].map((top) => caller.all(`${path}?top=${top}&orderBy=name`)));
  const answers = await Promise.all(ids.map((id) => caller.get(`${path}/${id}`)));
  const [list = []] = lists;
  for (const other of lists) expect(other).toEqual(list);
  expect(paged).toEqual(named);
  expect(named?.toSorted(byId)).toEqual(list.toSorted(byId));
  expect(answers.filter(({ status }) => status !== 200 && status !== 404)).toEqual([]);
  return { list, got: answers.filter(({ status }) => status === 200).map(({ body }) => body) };
}

const byId = (a: Body, b: Body) => (String(a['id']) < String(b['id']) ? -1 : 1);

describe(`C5 R10 R53 a list is what is there by id, in pages of any size (seed ${seed})`, () => {
  test.each(Array.from({ length: worlds }, (_, at) => [at]))('world %i', async () => {
    const place = await randomPlace();
    const { customer } = place;
    const relation = await relate(world, { customer, scope: randomScope(place) });
    const { primaryAdmin, atCustomer } = relation;
    const employee = () =>
      randomPerson((permissions, person) =>
        roleHolder(world, ofCustomer(customer), permissions, {
          scope: randomScope(place),
          ...(person ? { person } : {}),
        }),
      );
    const delegate = () =>
      randomPerson(async (permissions, person) =>
        roleHolder(world, ofRelation(relation), permissions, {
          scope: await partnerScope(place, atCustomer, primaryAdmin),
          ...(person ? { person } : {}),
        }),
      );
    const people: [string, Caller][] = [
      ['/customer', await employee()],
      ['/customer', await employee()],
      [atCustomer, primaryAdmin],
      [atCustomer, await delegate()],
    ];
    let rows = 0;
    for (const [base, caller] of people) {
      const rooms = await listedAndGot(caller, `${base}/rooms`, place.roomIds);
      expect(rooms.list).toEqual(rooms.got);
      const groups = await listedAndGot(caller, `${base}/roomGroups`, place.groupIds);
      expect(groups.list.toSorted(byId)).toEqual(groups.got.toSorted(byId));
      for (const { id, roomCount } of groups.list) {
        expect(await caller.all(`${base}/roomGroups/${String(id)}/rooms?top=7`)).toHaveLength(Number(roomCount));
      }
      const ids = (await customer.admin.all('/customer/updateRings')).map(({ id }) => String(id));
      const rings = await listedAndGot(caller, `${base}/updateRings`, ids);
      expect(rings.list).toEqual(rings.got);
      rows += rooms.list.length + groups.list.length;
    }
    expect(rows).toBeGreaterThan(roomsPerWorld);
    figure('C5 rows of rooms and groups listed exactly when found by id', `${rows}, no difference, seed ${seed}`);
  });
});
