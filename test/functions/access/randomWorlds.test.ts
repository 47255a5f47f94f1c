import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Member } from '../../../shared/domain/member.ts';
import { inBatches } from '../../../shared/domain/inBatches.ts';
import { permissions, type Permission } from '../../../shared/domain/permissions.ts';
import { primaryAdminRole } from '../../../shared/domain/roles.ts';
import type { ApiAnswer, Body, Caller } from '../../support/caller.ts';
import { figure } from '../../support/figure.ts';
import { end, relate, type Relation } from '../../support/relationship.ts';
import { room } from '../../support/room.ts';
import { ticket } from '../../support/ticket.ts';
import { startWorld, type World, type WorldPerson, type WorldTenant } from '../../support/world.ts';
import { randomNumbers } from '../../shared/domain/access/randomWorld.ts';

const seed = Number(process.env['EXPLAIN_SEED'] ?? 20_261_122);
const worlds = Number(process.env['EXPLAIN_WORLDS'] ?? 1);
const roomsPerWorld = 3;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const random = randomNumbers(seed);
const below = (limit: number) => Math.floor(random() * limit);
const oneOf = <T>(list: readonly T[]) => list[below(list.length)] as T;
const some = <T>(list: readonly T[], chance: number) => list.filter(() => random() < chance);

/** A room with a group of its own and a reported ticket, so that each permission can be tried on it alone. */
interface Place {
  readonly roomId: string;
  readonly groupId: string;
  readonly ticketId: string;
}

interface Someone extends WorldPerson {
  readonly groups: readonly string[];
  readonly base: string;
  /** Whatever the assignments say: the relationship is suspended, the partner not onboarded. */
  readonly keptOut?: boolean;
}

async function made(answer: Promise<ApiAnswer>): Promise<string> {
  const { status, text, body } = await answer;
  if (status !== 201) throw new Error(`${status} ${text}`);
  return String(body['id']);
}

async function placeIn(customer: WorldTenant): Promise<Place> {
  const { admin } = customer;
  const groupId = await made(admin.post('/customer/roomGroups', { name: `Group ${random()}` }));
  const { id: roomId } = await room(customer, { roomGroupIds: [groupId] });
  await admin.post(`/customer/rooms/${roomId}/enroll`);
  return { roomId, groupId, ticketId: (await ticket(admin, [roomId])).id };
}

const randomScope = (places: readonly Place[]) => {
  const roomIds = some(places, 0.3).map(({ roomId }) => roomId);
  const roomGroupIds = some(places, 0.3).map(({ groupId }) => groupId);
  const none = roomIds.length + roomGroupIds.length === 0;
  return none || random() < 0.25 ? { kind: 'allRooms' } : { kind: 'selected', roomIds, roomGroupIds };
};

/** Three people and two groups of a tenant, with custom roles over scopes, some for an hour only. */
async function peopleWithRoles(
  { tenantId, by, base, held }: { tenantId: string; by: Caller; base: string; held: readonly Permission[] },
  places: readonly Place[],
): Promise<Someone[]> {
  const groups = [await world.group(tenantId), await world.group(tenantId)];
  const people = await Promise.all(
    [0, 1, 2].map(async (): Promise<Someone> => {
      const memberOf = some(groups, 0.4).map(({ id }) => id);
      return { ...(await world.person(tenantId, { memberOf })), groups: memberOf, base };
    }),
  );
  const members: Member[] = [...people.map(({ member }) => member), ...groups];
  for (let at = 0; at < 5; at++) {
    const role = { name: `Role ${at}`, permissions: [oneOf(held), ...some(held, 0.3)] };
    const roleId = await made(by.post(`${base}/roles`, role));
    const expiresAt = new Date(world.now().getTime() + 3_600_000).toISOString();
    const assignment = {
      name: `Assignment ${at}`,
      members: [oneOf(members), ...some(members, 0.2)],
      scope: randomScope(places),
      ...(random() < 0.25 ? { expiresAt } : {}),
    };
    await made(by.post(`${base}/roles/${roleId}/assignments`, assignment));
  }
  return people;
}

/** What a real request by a person says: it opened, or something that comes only after the permission was there. */
const opened = ({ status, body }: ApiAnswer) =>
  status === 200 || ['escalation', 'scopeTooNarrow', 'builtInRole'].includes(String(body['code']));

const onRoom: Readonly<Record<string, (who: Someone, place: Place) => Promise<boolean>>> = {
  'rooms.view': async (who, { roomId }) => opened(await who.get(`${who.base}/rooms/${roomId}`)),
  'rooms.modify': async (who, { roomId }) =>
    opened(await who.patch(`${who.base}/rooms/${roomId}?dryRun=true`, { site: 'Berlin' })),
  'rooms.unenroll': async (who, { roomId }) =>
    opened(await who.post(`${who.base}/rooms/${roomId}/unenroll?dryRun=true`)),
  'tickets.view': async (who, { ticketId }) => opened(await who.get(`${who.base}/tickets/${ticketId}`)),
  'tickets.update': async (who, { ticketId }) =>
    opened(await who.patch(`${who.base}/tickets/${ticketId}?dryRun=true`, { severity: 'important' })),
  'reports.createCustomerIncident': async (who, { roomId }) => {
    const issue = { title: 'It hums', description: 'Since noon.', roomIds: [roomId], highImpact: false };
    return opened(await who.post(`${who.base}/tickets?dryRun=true`, issue));
  },
  'roomGroups.view': async (who, { groupId, roomId }) => {
    const { status, body } = await who.get(`${who.base}/roomGroups/${groupId}/rooms`);
    return status === 200 && body.value.some(({ id }) => String(id) === roomId);
  },
};

const anywhere: Readonly<Record<string, (who: Someone) => Promise<ApiAnswer>>> = {
  'rooms.create': (who) => who.post(`${who.base}/rooms?dryRun=true`, { name: 'New', accountUpn: 'new@x.example' }),
  'rooms.downloadKey': (who) => who.get(`${who.base}/enrollmentKey`),
  'rooms.resetKey': (who) => who.post(`${who.base}/enrollmentKey/reset?dryRun=true`),
  'updateRings.view': (who) => who.get(`${who.base}/updateRings`),
  'reports.view': (who) => who.get(`${who.base}/reports/roomHealth`),
  'settings.view': (who) => who.get(`${who.base}/settings`),
  'settings.modify': (who) => who.patch(`${who.base}/settings?dryRun=true`, { supportContact: 'Desk' }),
  'roles.view': (who) => who.get(`${who.base}/roles`),
  'roles.modify': (who) => who.post(`${who.base}/roles?dryRun=true`, { name: 'New', permissions: ['rooms.view'] }),
  'rooms.view': (who) => who.get(`${who.base}/rooms`),
  'roomGroups.view': (who) => who.get(`${who.base}/roomGroups`),
  'tickets.view': (who) => who.get(`${who.base}/tickets`),
};

interface Question {
  readonly permission: Permission;
  readonly place?: Place;
  readonly really: (who: Someone) => Promise<boolean>;
}

const questionsAbout = (places: readonly Place[]): Question[] => [
  ...Object.entries(anywhere).map(([permission, ask]) => ({
    permission: permission as Permission,
    really: async (who: Someone) => opened(await ask(who)),
  })),
  ...Object.entries(onRoom).flatMap(([permission, ask]) =>
    places.map((place) => ({
      permission: permission as Permission,
      place,
      really: (who: Someone) => ask(who, place),
    })),
  ),
];

interface Result {
  readonly allowed: boolean;
  readonly reason: string;
  readonly through?: object;
  readonly trace: readonly {
    readonly roleId: string;
    readonly assignmentId: string;
    readonly member: boolean;
    readonly permission: boolean;
    readonly scope: boolean;
    readonly active: boolean;
  }[];
}

const noResult: Result = { allowed: false, reason: 'none', trace: [] };
const givesIt = ({ member, permission, scope, active }: Result['trace'][number]) =>
  member && permission && scope && active;
const idsOf = ({ roleId, assignmentId }: Result['trace'][number]) => ({ roleId, assignmentId });

/** Whether a row of who may is about somebody, as a person or through a group. */
function isAbout({ tenantId, member }: Body, who: Someone): boolean {
  const id = String(member?.['id']);
  return String(tenantId) === who.tenantId && (id === who.objectId || who.groups.includes(id));
}

async function checked(admin: Caller, checks: readonly object[]): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < checks.length; from += 100) {
    const answer = await admin.post('/customer/access/check', { checks: checks.slice(from, from + 100) });
    if (answer.status !== 200) throw new Error(answer.text);
    results.push(...(answer.body['results'] as unknown as Result[]));
  }
  return results;
}

/** A customer, its own people, and those of partners that are active, suspended, no longer onboarded, and ended. */
async function randomPlaceAndPeople() {
  const customer = await world.tenant('Contoso');
  const places: Place[] = [];
  while (places.length < roomsPerWorld) places.push(await placeIn(customer));
  const employees = await peopleWithRoles(
    { tenantId: customer.tenantId, by: customer.admin, base: '/customer', held: permissions },
    places,
  );
  const relations: Relation[] = [];
  const delegates: Someone[] = [];
  for (let at = 0; at < 4; at++) {
    const relation = await relate(world, { customer });
    const { partner, primaryAdmin, atCustomer } = relation;
    const held = primaryAdminRole.permissions;
    const side = { tenantId: partner.tenantId, by: primaryAdmin, base: atCustomer, held };
    const theirs = [{ ...primaryAdmin, groups: [], base: atCustomer }, ...(await peopleWithRoles(side, places))];
    delegates.push(...theirs.map((who) => ({ ...who, keptOut: at >= 1 })));
    relations.push(relation);
  }
  for (const { withPartner } of relations) {
    const { etag = '' } = await customer.admin.get(`${withPartner}/scope`);
    const narrowed = await customer.admin.put(`${withPartner}/scope`, randomScope(places), { 'if-match': etag });
    if (narrowed.status !== 200) throw new Error(narrowed.text);
  }
  const [, suspended, offboarded, ended] = relations;
  if (suspended) await customer.admin.post(`${suspended.withPartner}/suspend`);
  if (ended) await end(ended);
  if (offboarded) {
    const { tenantId, name, domain } = offboarded.partner;
    const registration = { displayName: name, defaultDomain: domain, domains: [domain], partner: false };
    await world.operator.put(`/platform/tenants/${tenantId}`, registration);
  }
  await world.advance({ seconds: 3_600 });
  return { customer, places, people: [...employees, ...delegates] };
}

describe(`R8 check and who are what requests of these people are answered (seed ${seed})`, () => {
  test.each(Array.from({ length: worlds }, (_, at) => [at]))(
    'world %i',
    async () => {
      const { customer, places, people } = await randomPlaceAndPeople();
      const { admin } = customer;
      const questions = questionsAbout(places);
      // Of people who are kept out altogether a few are enough.
      const asked = people.flatMap(({ keptOut, ...who }) =>
        some(questions, keptOut ? 0.2 : 0.8).map((question) => ({ who, ...question })),
      );
      const checks = asked.map(({ who, permission, place }) => ({
        tenantId: who.tenantId,
        principalId: who.objectId,
        permission,
        ...(place ? { roomId: place.roomId } : {}),
      }));
      const results = await checked(admin, checks);
      const byToken = await checked(
        admin,
        checks.map((check, at) => ({ ...check, groups: asked[at]?.who.groups ?? [] })),
      );
      expect(byToken).toEqual(results);
      const whoMay = new Map<string, Body[]>();
      for (const { permission, place } of questions) {
        const on = place ? `&roomId=${place.roomId}` : '';
        const path = `/customer/access/who?permission=${permission}${on}`;
        whoMay.set(`${permission} ${place?.roomId ?? ''}`, await admin.all(`${path}&top=${1 + below(20)}`));
      }
      const truths = await inBatches(asked, { size: 1, atOnce: 8 }, ([one]) => Promise.resolve(one?.really(one.who)));
      const different = asked.flatMap(({ who, permission, place }, at) => {
        const { trace, through, ...result } = results[at] ?? noResult;
        const rows = whoMay.get(`${permission} ${place?.roomId ?? ''}`) ?? [];
        const told = {
          really: truths[at] === true,
          ...result,
          granted: result.reason === 'granted',
          listed: rows.some((row) => isAbout(row, who)),
          traced: trace.some(givesIt),
          through: through !== undefined && trace.some((one) => givesIt(one) && isDeepStrictEqual(idsOf(one), through)),
        };
        const { really, allowed, granted, listed, traced } = told;
        const same = [allowed, granted, listed, traced, told.through].every((said) => said === really);
        return same ? [] : [{ at: who.base, permission, place, ...told }];
      });
      expect(different).toEqual([]);
      const yes = truths.filter(Boolean).length;
      expect(yes).toBeGreaterThan(asked.length / 10);
      expect(asked.length - yes).toBeGreaterThan(asked.length / 10);
      expect(new Set(results.map(({ reason }) => reason)).size).toBeGreaterThan(6);
      const told = `${asked.length} questions, ${yes} of them answered yes, no difference, seed ${seed}`;
      figure('R8 access checks that equal real requests', told);
    },
    120_000,
  );
});
