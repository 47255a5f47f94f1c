import { z } from 'zod';
import type { Route } from '../route.ts';
import { schemaReference, type JsonSchema } from './exampleOf.ts';

/** The schemas of all routes as JSON Schemas, each once and by name. */
export interface NamedSchemas {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** The name of what a route takes as body. */
  readonly bodyOf: (body: z.ZodType) => string;
  /** The name of what it answers, of a row where it answers a list. */
  readonly outputOf: (output: z.ZodType) => string;
}

/**
 * Names each body by its first operation, each answer by what is read, and either by its own `title` if it has one.
 *
 * @param shared schemas that are no route's own, or parts of several, by name
 */
export function namedSchemas(
  routes: readonly Route[],
  shared: Readonly<Record<'outputs' | 'bodies', Readonly<Record<string, z.ZodType>>>>,
): NamedSchemas {
  const bodies = naming();
  const outputs = naming();
  const taken = new Set<string>();
  const add = (names: Naming, schema: z.ZodType | undefined, wanted: readonly string[]) => {
    if (!schema || names.of.has(schema)) return;
    const name = [schema.meta()?.title, ...wanted].find((one) => one !== undefined && one !== '' && !taken.has(one));
    if (name === undefined) throw new Error(`Two schemas are named ${wanted.join(' or ')}.`);
    taken.add(name);
    names.of.set(schema, name);
    names.registry.add(schema, { id: name });
  };
  for (const [name, schema] of Object.entries(shared.outputs)) add(outputs, schema, [name]);
  for (const [name, schema] of Object.entries(shared.bodies)) add(bodies, schema, [name]);
  for (const route of routes) add(outputs, route.output, [whatIsRead(route), `${upperFirst(route.name)}Answer`]);
  for (const { name, body } of routes) add(bodies, body, [upperFirst(name), `${upperFirst(name)}Body`]);
  return {
    schemas: { ...jsonSchemas(outputs, 'output'), ...jsonSchemas(bodies, 'input') },
    bodyOf: (body) => nameIn(bodies, body),
    outputOf: (output) => nameIn(outputs, output),
  };
}

/** JSON Schema of one query parameter, as it is written in an address. */
export const parameterSchema = (schema: z.ZodType): JsonSchema =>
  bare(z.toJSONSchema(schema, { io: 'input', override: simplify('input') }) as JsonSchema);

type Naming = ReturnType<typeof naming>;
const naming = () => ({ of: new Map<z.ZodType, string>(), registry: z.registry<{ id: string }>() });

function nameIn({ of }: Naming, schema: z.ZodType): string {
  const name = of.get(schema);
  if (name === undefined) throw new Error('A schema of no route.');
  return name;
}

function jsonSchemas({ registry }: Naming, io: 'input' | 'output'): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: (id) => schemaReference(id).$ref ?? '',
    override: simplify(io),
    // Only for what a transform makes; see simplify.
    ...(io === 'output' ? { unrepresentable: 'any' as const } : {}),
  });
  const { __shared, ...named } = schemas;
  return Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, bare(schema as JsonSchema)]));
}

/** Without what is for a document of its own. The one recursive schema, any JSON, is what an empty schema says too. */
function bare(schema: JsonSchema): JsonSchema {
  return JSON.parse(
    JSON.stringify(schema, (keyword, value: unknown) => {
      if (keyword === '$schema' || keyword === '$id') return undefined;
      const isAnyJson = typeof value === 'object' && value !== null && '$ref' in value && isShared(value.$ref);
      return isAnyJson ? {} : value;
    }),
  ) as JsonSchema;
}

const isShared = (reference: unknown) => String(reference).includes('/__shared#');

/** Takes out what says nothing to a reader, and puts in what a transform hides. */
function simplify(io: 'input' | 'output') {
  return ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    const { def } = zodSchema._zod;
    // In an answer a transform of ours puts things in order; what it makes looks like what it takes.
    if (io === 'output' && def.type === 'pipe' && (def.out as z.core.$ZodTypes)._zod.def.type === 'transform') {
      const { $schema, ...before } = z.toJSONSchema(def.in, { io, override: simplify(io) });
      Object.assign(jsonSchema, before);
    }
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.format === 'date' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  };
}

/** `listCustomerRooms` reads a `CustomerRoom`; of both sides the customer's comes first in the list of routes. */
function whatIsRead({ name, kind }: Route): string {
  const thing = name.replace(/^[a-z]+/, '');
  if (kind !== 'list') return thing;
  return thing.replace(/ies$/, 'y').replace(/s$/, '');
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
