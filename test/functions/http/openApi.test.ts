import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Route } from '../../../functions/http/route.ts';
import { routes } from '../../../functions/routes/routes.ts';
import type { ApiAnswer } from '../../support/caller.ts';
import { isOpen, named, startEveryRouteWorld, type EveryRouteWorld } from '../../support/everyRouteWorld.ts';
import { OpenApiStructure, type Operation, type Structure } from './openApiStructure.ts';

let every: EveryRouteWorld;
let document: Structure;
beforeAll(async () => {
  every = await startEveryRouteWorld();
  document = OpenApiStructure.parse((await every.world.nobody.get('/openapi.json')).body);
});
afterAll(() => every.world.stop());

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

test('it is answered to anybody, as JSON', async () => {
  const { status, headers } = await every.world.nobody.get('/openapi.json');
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
    expect([name, faultsOf({ $ref: `#/components/schemas/${name}` }, value)]).toEqual([name, []]);
  }
  for (const [name, { content }] of Object.entries(document.components.responses)) {
    const { schema, example } = content['application/problem+json'];
    expect([name, faultsOf(schema, example)]).toEqual([name, []]);
  }
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
      ...{ query: [], list: ['top', 'continuation'], mutation: ['dryRun'] }[route.kind],
    ]);
    const isMutation = route.kind === 'mutation';
    const isKept = route.method === 'POST' && route.audience !== 'anonymous';
    expect(where('header').includes('Idempotency-Key')).toBe(isKept);
    expect(where('header').includes('If-Match')).toBe(isMutation && route.method !== 'POST');
    expect(Object.keys(operation.requestBody?.content ?? {})).toEqual([
      ...(route.body ? ['application/json'] : []),
      ...(route.body && route.method === 'PATCH' ? ['application/merge-patch+json'] : []),
    ]);
    expect(operation.security).toEqual(route.audience === 'anonymous' ? [] : undefined);
    expect(Object.keys(operation.responses)).toContain(String(route.status));
  });

  test.each(named(routes.filter(({ kind }) => kind !== 'mutation')))('%s: what it really answers', async (_, route) => {
    const answer = await every.call(every.callerOf(route), route);
    expect(answer.status).toBe(isOpen(route) ? 200 : 403);
    expectDescribed(route, answer);
  });

  test.each(named(routes.filter(({ kind }) => kind === 'mutation')))('%s: what it really answers', async (_, route) => {
    const caller = every.callerOf(route);
    const dryRun = await every.call(caller, route, { query: 'dryRun=true' });
    const stale = await every.call(caller, route, { query: 'dryRun=true', headers: { 'if-match': '"stale"' } });
    const unknown = await every.call(every.world.nobody, route);
    expect(Math.max(dryRun.status, stale.status)).toBeLessThan(500);
    for (const answer of [dryRun, stale, unknown]) expectDescribed(route, answer);
  });
});

const operationOf = ({ path, method }: Route): Operation => {
  const operation = document.paths[`/${path}`]?.[method.toLowerCase() as (typeof methods)[number]];
  if (!operation) throw new Error(`${method} /${path} is not described.`);
  return operation;
};

/** The answer is one of those that the reference has for the route: status, type, body, and the code of a problem. */
function expectDescribed(route: Route, { status, headers, text, body }: ApiAnswer) {
  const declared = operationOf(route).responses[status];
  const response = declared && '$ref' in declared ? resolve(declared.$ref) : declared;
  expect([status, response]).toEqual([status, expect.anything()]);
  const { content = {} } = response as { content?: Record<string, { schema: object }> };
  if (text === '') return expect(content).toEqual({});
  const type = content[headers.get('content-type') ?? ''];
  if (!type) throw new Error(`${route.name}: ${String(headers.get('content-type'))} is not declared for ${status}.`);
  expect([text, faultsOf(type.schema, body)]).toEqual([text, []]);
}

/** What is wrong about a value, by a JSON Schema of the document. */
function faultsOf(schema: object, value: unknown): unknown[] {
  const parsed = z.fromJSONSchema(inlined(schema) as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value);
  return parsed.error?.issues ?? [];
}

/** The schema with what it refers to in place: none refers to itself. */
function inlined(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inlined);
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('$ref' in schema) return inlined(resolve(String(schema.$ref)));
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, inlined(value)]));
}

function resolve(reference: string): unknown {
  const steps = reference.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
}
