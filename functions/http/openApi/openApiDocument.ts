import { z } from 'zod';
import { Completeness } from '../../../shared/domain/acrossCustomers/completeness.ts';
import { auditCategories, auditOperations, MemberChange } from '../../../shared/domain/auditEvents/auditEvent.ts';
import { ChangeControl } from '../../../shared/domain/relationships/relationship.ts';
import { Person } from '../../../shared/domain/roles.ts';
import { Scope } from '../../../shared/domain/scope.ts';
import type { Route } from '../route.ts';
import { describeMembers } from './describeMembers.ts';
import { exampleOf, schemaReference, type JsonSchema } from './exampleOf.ts';
import { namedSchemas, type NamedSchemas } from './namedSchemas.ts';
import { operationObject } from './operationObject.ts';
import { problemSchema } from './problemResponses.ts';
import { headers, parameters } from './sharedComponents.ts';
import { tags, thingOf } from './things.ts';

/** An OpenAPI 3.1 document, as far as its readers here need to know it. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** Describes these routes. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const names = namedSchemas(routes, {
    outputs: { DryRun, Completeness, Scope, ChangeControl, Person },
    bodies: { ScopeInput: Scope, ChangeControlInput: ChangeControl },
  });
  const responses = new Map<string, object>();
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = (paths[`/${route.path}`] ??= {});
    path[route.method.toLowerCase()] = operationObject(route, names, responses);
  }
  const undescribed = { ...names.schemas, ...pages(routes, names), Problem: problemSchema };
  const schemas = Object.fromEntries(
    Object.entries(undescribed).map(([name, schema]) => [name, describeMembers(schema, name)]),
  );
  const mentioned = new Set(routes.map(({ path }) => thingOf(path)));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Customer management for partners',
      version: '1',
      description: 'Customers delegate meeting rooms to partner companies, see all they do, and end it at once.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }],
    tags: tags.filter(({ name }) => mentioned.has(name)),
    paths,
    components: {
      schemas,
      examples: examplesOf(schemas),
      responses: Object.fromEntries(responses),
      parameters,
      headers,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A Microsoft Entra ID v2 access token.',
        },
      },
    },
  } as OpenApiDocument;
}

/** A page of each thing that is listed. */
function pages(routes: readonly Route[], { outputOf }: NamedSchemas): Record<string, JsonSchema> {
  const listed = routes.flatMap(({ kind, output, acrossCustomers }) =>
    kind === 'list' && output ? [[outputOf(output), acrossCustomers] as const] : [],
  );
  return Object.fromEntries(
    [...new Map(listed)].map(([name, acrossCustomers]) => [
      `${name}List`,
      {
        type: 'object',
        properties: {
          value: { type: 'array', items: schemaReference(name) },
          nextLink: { type: 'string', format: 'uri', description: 'The next page; the last one has none.' },
          ...(acrossCustomers ? { completeness: schemaReference('Completeness') } : {}),
        },
        required: ['value', ...(acrossCustomers ? ['completeness'] : [])],
        additionalProperties: false,
      },
    ]),
  );
}

/** What `?dryRun=true` is answered. */
const DryRun = z.object({
  dryRun: z.literal(true),
  wouldChange: z.array(
    z.object({
      category: z.enum(auditCategories),
      operation: z.enum(auditOperations),
      objectId: z.string().optional(),
      objectName: z.string(),
      changes: z.array(MemberChange),
    }),
  ),
});

function examplesOf(schemas: Readonly<Record<string, JsonSchema>>): Record<string, { value: unknown }> {
  const resolve = (reference: string) => {
    const name = reference.split('/').at(-1) ?? '';
    const schema = schemas[name];
    if (!schema) throw new Error(`There is no schema ${reference}.`);
    return { schema, name };
  };
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, { value: exampleOf(schema, name, resolve) }]),
  );
}
