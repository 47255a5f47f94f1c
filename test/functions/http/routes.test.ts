import { expect, test } from '@jest/globals';
import { declaredRefusals, isDeclared } from '../../../functions/http/commonRefusals.ts';
import type { Route } from '../../../functions/http/route.ts';
import { routes } from '../../../functions/routes/routes.ts';
import { parseRouteTemplate, routesOverlap } from '../../../local/host/routeTemplate.ts';
import { Refusal } from '../../../shared/domain/refusal.ts';

test('names are unique', () => {
  const names = routes.map(({ name }) => name.toLowerCase());
  expect(names.length).toBeGreaterThan(70);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('no two routes match the same request', () => {
  const templates = routes.map(({ path }) => parseRouteTemplate(path));
  const overlapping = routes.flatMap((a, at) =>
    routes.flatMap((b, other) => {
      const [first, second] = [templates[at], templates[other]];
      const both = other > at && a.method === b.method && first && second && routesOverlap(first, second);
      return both ? [`${a.name} and ${b.name}`] : [];
    }),
  );
  expect(overlapping).toEqual([]);
});

test('every change says what a refused attempt at it is recorded as, and only changes do', () => {
  for (const { name, kind, audit } of routes) expect([name, audit !== undefined]).toEqual([name, kind === 'mutation']);
});

test('what changes nothing is asked by GET, or by POST where it takes a body', () => {
  for (const { name, kind, method, body } of routes) {
    const asked = body ? 'POST' : 'GET';
    expect([name, kind === 'mutation' ? method !== 'GET' : method === asked]).toEqual([name, true]);
  }
});

test('a route declares no refusal twice', () => {
  for (const { name, refusals } of routes) expect([name, new Set(refusals).size]).toEqual([name, refusals.length]);
});

const routeNamed = (name: string): Route => {
  const found = routes.find((route) => route.name === name);
  if (!found) throw new Error(`There is no route ${name}.`);
  return found;
};

test('a refusal is declared by the row, or common to its kind, method and audience', () => {
  const declares = (name: string, code: ConstructorParameters<typeof Refusal>[0], status?: number) =>
    isDeclared(routeNamed(name), new Refusal(code, '', status === undefined ? {} : { status }));
  expect(declares('createRoom', 'roomAccountTaken')).toBe(true);
  expect(declares('createRoom', 'roomState')).toBe(false);
  expect(declares('createRoom', 'etagMismatch')).toBe(false);
  expect(declares('changeRoom', 'etagMismatch')).toBe(true);
  expect(declares('createRoom', 'idempotencyKeyReused')).toBe(true);
  expect(declares('listRooms', 'continuationInvalid')).toBe(true);
  expect(declares('getRoom', 'continuationInvalid')).toBe(false);
  expect(declares('getRoom', 'partnerNotOnboarded')).toBe(false);
  expect(declares('getCustomerRoom', 'relationshipNotActive')).toBe(true);
  expect(declares('getCustomer', 'relationshipNotActive')).toBe(false);
  expect(declares('getPartnerByDomain', 'partnerDomainUnknown', 404)).toBe(true);
  expect(declares('getPartnerByDomain', 'partnerDomainUnknown')).toBe(false);
  expect(declares('createInvitation', 'partnerDomainUnknown')).toBe(true);
  expect(declares('enrollDevice', 'tooManyRequests')).toBe(true);
  expect(declares('recordSignals', 'tooManyRequests')).toBe(true);
  expect([...declaredRefusals(routeNamed('getHealth')).keys()]).toEqual(['invalidRequest', 'temporarilyUnavailable']);
});
