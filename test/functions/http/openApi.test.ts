import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Route } from '../../../functions/http/route.ts';
import { routes } from '../../../functions/routes/routes.ts';
import { unknownText } from '../../../functions/http/openApi/exampleTexts.ts';
import { resolve, schemaFaults, undescribed } from '../../support/describedAnswer.ts';
import { startWorld, type World } from '../../support/world.ts';
import { named } from '../../support/everyRouteWorld.ts';
import { OpenApiStructure, type Operation, type Structure } from './openApiStructure.ts';

let world: World;
let document: Structure;
beforeAll(async () => {
  world = await startWorld();
  document = OpenApiStructure.parse((await world.nobody.get('/openapi.json')).body);
});
afterAll(() => world.stop());

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

test('it is answered to anybody, as JSON', async () => {
  const { status, headers } = await world.nobody.get('/openapi.json');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/json');
  expect(document.openapi).toBe('3.1.0');
});

test('it lists exactly the routes of the list', () => {
  const listed = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => (item[method] ? [`${item[method].operationId} ${method} ${path}`] : [])),
  );
  const wanted = routes.map(({ name, method, path }) => `${name} ${method.toLowerCase()} /${path}`);
  expect(wanted.length).toBeGreaterThan(0);
  expect(listed.toSorted()).toEqual(wanted.toSorted());
});

test('every reference leads somewhere, and everything in components is referred to', () => {
  const references = new Set([...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to));
  for (const reference of references) expect([reference, resolve(reference)]).toEqual([reference, expect.anything()]);
  const { securitySchemes, ...components } = document.components;
  expect(Object.keys(securitySchemes)).toEqual(['bearer']);
  const unused = Object.entries(components).flatMap(([kind, of]) =>
    Object.keys(of).flatMap((name) => (references.has(`#/components/${kind}/${name}`) ? [] : [`${kind}/${name}`])),
  );
  // Everything has an example; those of rows are used by their list's only.
  expect(unused.filter((name) => !name.startsWith('examples/') && name !== 'parameters/IfMatchRequired')).toEqual([]);
});

test('every example is what its schema says', () => {
  const { examples } = document.components;
  expect(Object.keys(examples)).toEqual(Object.keys(document.components.schemas));
  for (const [name, { value }] of Object.entries(examples)) {
    expect([name, schemaFaults({ $ref: `#/components/schemas/${name}` }, value)]).toEqual([name, []]);
  }
  for (const [name, { content }] of Object.entries(document.components.responses)) {
    const { schema, example } = content['application/problem+json'];
    expect([name, schemaFaults(schema, example)]).toEqual([name, []]);
  }
});

test('every member and parameter says what it means', () => {
  const unsaid: string[] = [];
  const look = (schema: unknown, holder: string): void => {
    if (Array.isArray(schema)) return schema.forEach((one) => look(one, holder));
    if (typeof schema !== 'object' || schema === null) return;
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword !== 'properties') look(value, holder);
      else {
        for (const [name, member] of Object.entries(value as Record<string, { description?: string }>)) {
          if (!member.description) unsaid.push(`${holder}.${name}`);
          look(member, name);
        }
      }
    }
  };
  for (const [name, schema] of Object.entries(document.components.schemas)) look(schema, name);
  for (const route of routes) {
    for (const one of operationOf(route).parameters) if (!('$ref' in one) && !one.description) unsaid.push(one.name);
  }
  // What is missing here belongs into functions/http/openApi/memberTexts.ts.
  expect(unsaid).toEqual([]);
});

test('every text of an example says something', () => {
  for (const [name, { value }] of Object.entries(document.components.examples)) {
    const unsaid: string[] = [];
    JSON.stringify(value, (member, text: unknown) => {
      if (text === unknownText) unsaid.push(member);
      return text;
    });
    // What is missing here belongs into functions/http/openApi/exampleTexts.ts, or into the schema: .meta({ examples }).
    expect([name, unsaid]).toEqual([name, []]);
  }
});

test('every answer of the tests is held against it: what it does not tell of is found', () => {
  const room = 'http://localhost/api/v1/customer/rooms/room_1';
  const given = (status: number, headers: object, body: object) =>
    undescribed('GET', room, { status, headers: new Headers({ ...headers }), text: JSON.stringify(body) });
  const json = { 'content-type': 'application/json', 'x-request-id': '1', etag: '"1"' };
  const { value } = document.components.examples['Room'] as { value: object };
  expect(given(200, json, value)).toEqual([]);
  expect(given(202, json, value)).toEqual([expect.stringContaining('202 is not declared')]);
  expect(given(200, { ...json, link: '<x>' }, value)).toEqual([expect.stringContaining('link is not declared')]);
  const { etag: _, ...noTag } = json;
  expect(given(200, noTag, value)).toEqual([expect.stringContaining('has no ETag')]);
  expect(given(200, { ...json, 'content-type': 'text/html' }, value)).toEqual([expect.stringContaining('text/html')]);
  expect(given(200, json, { ...value, health: 'fine' })).toEqual([expect.stringContaining('health')]);
  expect(given(200, json, { ...value, secret: 1 })).toEqual([expect.stringContaining('secret')]);
  const problem = { 'content-type': 'application/problem+json', 'x-request-id': '1' };
  const { value: notFound } = document.components.examples['Problem'] as { value: object };
  expect(given(404, problem, { ...notFound, status: 404 })).toEqual([]);
  expect(given(404, problem, { ...notFound, status: 404, code: 'roomState' })).toHaveLength(1);
  expect(
    undescribed('GET', 'http://localhost/api/v1/nothing', { status: 404, headers: new Headers(), text: '' }),
  ).toEqual([]);
});

describe('of each operation', () => {
  test.each(named(routes))('%s: parameters, body, security', (_, route) => {
    const operation = operationOf(route);
    const parameters = operation.parameters.map((one) => ('$ref' in one ? resolve(one.$ref) : one)) as {
      name: string;
      in: string;
    }[];
    const where = (place: string) => parameters.filter((one) => one.in === place).map(({ name }) => name);
    expect(where('path')).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(where('query')).toEqual([
      ...Object.keys(route.query?.shape ?? {}),
      ...{ query: [], list: ['top', 'continuation'], parts: ['continuation'], mutation: ['dryRun'] }[route.kind],
    ]);
    const isMutation = route.kind === 'mutation';
    const isKept = isMutation && route.method === 'POST' && route.audience !== 'anonymous';
    expect(where('header').includes('Idempotency-Key')).toBe(isKept);
    expect(where('header').includes('If-Match')).toBe(isMutation && route.method !== 'POST');
    expect(Object.keys(operation.requestBody?.content ?? {})).toEqual([
      ...(route.body ? ['application/json'] : []),
      ...(route.body && route.method === 'PATCH' ? ['application/merge-patch+json'] : []),
    ]);
    expect(operation.security).toEqual(route.audience === 'anonymous' ? [] : undefined);
    expect(Object.keys(operation.responses)).toContain(String(route.status));
  });

  test.each(named(routes))('%s: its own parameters have examples', (_, route) => {
    const without = operationOf(route).parameters.filter((one) => !('$ref' in one) && one.example === undefined);
    expect(without).toEqual([]);
  });
});

const operationOf = ({ path, method }: Route): Operation => {
  const operation = document.paths[`/${path}`]?.[method.toLowerCase() as (typeof methods)[number]];
  if (!operation) throw new Error(`${method} /${path} is not described.`);
  return operation;
};
