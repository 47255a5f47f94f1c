import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Route } from '../../../functions/http/route.ts';
import { routes } from '../../../functions/routes/routes.ts';
import { newId } from '../../../shared/domain/ids.ts';
import type { ApiAnswer } from '../../support/caller.ts';
import { isOpen, named, parametersOf, setScene, type EveryRouteWorld } from '../../support/everyRouteWorld.ts';
import { figure } from '../../support/figure.ts';
import { refused } from '../../support/refused.ts';
import { startWorld, type World } from '../../support/world.ts';

type Ids = Record<string, string>;

jest.setTimeout(120_000);

let world: World;
/** Whose requests are sent. */
let own: EveryRouteWorld;
/** Whose ids are put in. */
let foreign: EveryRouteWorld;
let ownIds: Ids;
let foreignIds: Ids;
beforeAll(async () => {
  world = await startWorld();
  [own, foreign] = [await setScene(world), await setScene(world)];
  [ownIds, foreignIds] = [idsOf(own), idsOf(foreign)];
});
afterAll(() => world.stop());

/** The operator's own are all tenants, and nobody's are those of a route without a token. */
const ofTenants = routes.filter(({ audience }) => !['operator', 'monitor', 'anonymous'].includes(audience));
const withPathIds = ofTenants.filter((route) => parametersOf(route).length > 0);
const withBody = routes.filter(({ body }) => body);
const queryIdsOf = ({ query }: Route) => Object.keys(query?.shape ?? {}).filter((name) => name.endsWith('Id'));
const withQueryIds = ofTenants.filter((route) => queryIdsOf(route).length > 0);
const lists = ofTenants.filter(({ kind }) => kind === 'list');
let swapped = 0;

/** The ids in the path that a scene has for a route. */
function pathIdsOf(scene: EveryRouteWorld, route: Route): Ids {
  const pattern = new RegExp(`^/${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  return { ...pattern.exec(scene.pathOf(route).split('?', 1)[0] ?? '')?.groups };
}

/** An id of each kind in a scene. */
const idsOf = (scene: EveryRouteWorld): Ids => ({
  ...Object.fromEntries(routes.flatMap((route) => Object.entries(pathIdsOf(scene, route)))),
  userTenantId: scene.relation.partner.tenantId,
});

/** One that nothing has, of the same shape. */
function unknownLike(id: string): string {
  if (!id.includes('_')) return randomUUID();
  return id.replace(/_.*/, newId('room', new Date()).slice('room'.length));
}

/** The caller's own ids of other kinds than this one is; people are there for whoever names people. */
function ofAnotherKind(real: string): string[] {
  const kindOf = (id: string) => id.split('_', 1)[0];
  const others = Object.entries(ownIds).filter(([name, id]) => name !== 'principalId' && id !== real);
  return others.map(([, id]) => id).filter((id) => !id.includes('_') || kindOf(id) !== kindOf(real));
}

/** Rings that every customer begins with have the same ids everywhere: such an id is nobody else's. */
const foreignOnly = (ids: readonly string[], real: string) => ids.filter((id) => id !== real);

const headers = { 'x-request-id': 'the-same' };
/** An answer without what was sent: what is left must not tell one from the other. */
const told = ({ status, text, headers: given }: ApiAnswer, id: string) => {
  const { date: _, ...others } = Object.fromEntries(given);
  return JSON.stringify([status, text.replace(/"instance":"[^"]*"/, ''), others]).replaceAll(id, 'ID');
};

/** What was told; nothing where an id of another kind is refused by its looks. */
const toldOrRefused = (asked: { answer: ApiAnswer; told: string }, id: string, foreignId: string) =>
  asked.answer.status === 400 && id !== foreignId ? '' : asked.told;

describe('X2 R9 R10 ids in the path', () => {
  test.each(named(withPathIds))('%s', async (_, route) => {
    for (const parameter of parametersOf(route)) {
      const real = pathIdsOf(own, route)[parameter] ?? '';
      const ask = async (id: string) => {
        swapped++;
        const answer = await own.call(own.callerOf(route), route, { ids: { [parameter]: id }, headers });
        return { answer, told: told(answer, id) };
      };
      const unknown = await ask(unknownLike(real));
      const expected =
        isOpen(route) || parameter === 'customerId' ? refused(404, 'notFound') : refused(403, 'permissionDenied');
      expect(unknown.answer).toMatchObject(expected);
      const foreignId = pathIdsOf(foreign, route)[parameter] ?? '';
      for (const id of foreignOnly([foreignId, ...ofAnotherKind(real)], real)) {
        expect([parameter, id, (await ask(id)).told]).toEqual([parameter, id, unknown.told]);
      }
    }
  });
});

/** The bodies of a route that name things: the example, and where there is a scope one that lists rooms and groups. */
function bodiesOf(scene: EveryRouteWorld, ids: Ids, route: Route): Record<string, unknown>[] {
  const example = scene.bodyOf(route) ?? {};
  const scope = { kind: 'selected', roomIds: [ids['roomId']], roomGroupIds: [ids['groupId']] };
  if ('kind' in example && 'roomIds' in scope && !('scope' in example)) return [example, scope];
  return 'scope' in example ? [example, { ...example, scope }] : [example];
}

/** Where two bodies of the same shape differ in an id: the way there. */
function idsThatDiffer(one: unknown, other: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof one === 'string') return one !== other && /^([a-z]+_\w{26}|[0-9a-f-]{36})$/.test(one) ? [at] : [];
  if (typeof one !== 'object' || one === null) return [];
  return Object.entries(one).flatMap(([member, value]) =>
    idsThatDiffer(value, (other as Record<string, unknown>)[member], [...at, member]),
  );
}

const leaf = (body: unknown, at: readonly string[]) =>
  String(at.reduce<unknown>((value, member) => (value as Record<string, unknown>)[member], body));

function withLeaf(body: unknown, at: readonly string[], id: string): unknown {
  const [member, ...rest] = at;
  if (member === undefined) return id;
  const copy = structuredClone(body) as Record<string, unknown>;
  copy[member] = withLeaf(copy[member], rest, id);
  return copy;
}

describe('X2 R9 R10 ids in the body', () => {
  let routesWithIds = 0;
  test.each(named(withBody.filter(isOpen)))('%s', async (_, route) => {
    const others = bodiesOf(foreign, foreignIds, route);
    let found = 0;
    for (const [number, body] of bodiesOf(own, ownIds, route).entries()) {
      for (const at of idsThatDiffer(body, others[number])) {
        found++;
        const ask = async (id: string) => {
          swapped++;
          const sent = withLeaf(body, at, id);
          const answer = await own.call(own.callerOf(route), route, {
            body: sent,
            query: 'dryRun=true',
            headers: { ...headers, 'if-match': '*' },
          });
          return { answer, told: told(answer, id) };
        };
        const unknown = await ask(unknownLike(leaf(body, at)));
        const { status, text } = unknown.answer;
        // Monitoring is told of each signal what became of it; that changes nothing.
        const isRefused = [400, 401, 404, 422].includes(status) || text === '{"dryRun":true,"wouldChange":[]}';
        expect([at.join('.'), status, isRefused]).toEqual([at.join('.'), status, true]);
        const foreignId = leaf(others[number], at);
        for (const id of [foreignId, ...ofAnotherKind(leaf(body, at))]) {
          const asked = await ask(id);
          expect([at.join('.'), id, toldOrRefused(asked, id, foreignId)]).toEqual([
            at.join('.'),
            id,
            toldOrRefused(asked, id, foreignId) && unknown.told,
          ]);
        }
      }
    }
    if (found > 0) routesWithIds++;
  });

  test('were found in many routes', () => expect(routesWithIds).toBeGreaterThan(10));
});

describe('X2 R9 R10 ids in the query', () => {
  test.each(named(withQueryIds))('%s', async (_, route) => {
    for (const parameter of queryIdsOf(route)) {
      const ask = async (id: string) => {
        swapped++;
        const answer = await own.call(own.callerOf(route), route, { query: `${parameter}=${id}`, headers });
        return { answer, told: told(answer, id) };
      };
      const foreignId = foreignIds[parameter] ?? '';
      expect(foreignId).not.toBe('');
      const unknown = await ask(unknownLike(foreignId));
      expect([200, 400, 404]).toContain(unknown.answer.status);
      // The own tenant is somebody's too, wherever tenants are asked for.
      const tried = [foreignId, ...ofAnotherKind(foreignId).filter((id) => id.includes('_'))].filter(
        (id) => id !== ownIds[parameter],
      );
      for (const id of tried) {
        const asked = await ask(id);
        const expected = toldOrRefused(asked, id, foreignId) && unknown.told;
        expect([parameter, id, toldOrRefused(asked, id, foreignId)]).toEqual([parameter, id, expected]);
      }
    }
  });
});

describe('X2 continuation tokens', () => {
  const tokenOf = async (scene: EveryRouteWorld, name: string) => {
    const route = routes.find((one) => one.name === name);
    if (!route) throw new Error(`There is no route ${name}.`);
    const { body } = await scene.call(scene.callerOf(route), route, { query: 'top=1' });
    return new URL(String(body['nextLink'])).searchParams.get('continuation') ?? '';
  };

  test.each(named(lists.filter(isOpen)))('%s', async (_, route) => {
    const made = ['listRoles', 'listUpdateRings', 'listCustomerRoles'];
    const ofForeign = await Promise.all(made.map((name) => tokenOf(foreign, name)));
    const ofOwn = await Promise.all(made.filter((name) => name !== route.name).map((name) => tokenOf(own, name)));
    const forged = ofForeign.map((token) => token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')));
    const ask = async (token: string) => {
      swapped++;
      const answer = await own.call(own.callerOf(route), route, { query: `top=1&continuation=${token}`, headers });
      expect(answer).toMatchObject(refused(400, 'continuationInvalid'));
      return told(answer, token);
    };
    const garbage = await ask('garbage');
    for (const token of [...ofForeign, ...ofOwn, ...forged]) expect(await ask(token)).toBe(garbage);
  });
});

test('all of them were tried', () => {
  expect(withPathIds.length).toBeGreaterThan(50);
  expect(swapped).toBeGreaterThan(1000);
  figure(
    'X2 ids swapped, none told from an unknown one',
    `${swapped} over ${withPathIds.length} routes with ids in the path`,
  );
});
