import type { JsonSchema } from './exampleOf.ts';
import { memberText } from './memberTexts.ts';

/** The schema with what its members mean, and theirs; what a schema says of itself stays. */
export function describeMembers(schema: JsonSchema, holder: string): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [
      keyword,
      keyword === 'properties'
        ? Object.fromEntries(
            Object.entries(value as object).map(([name, of]) => [name, described(name, of as JsonSchema, holder)]),
          )
        : inner(value, holder),
    ]),
  );
}

function described(name: string, schema: JsonSchema, holder: string): JsonSchema {
  const description = schema['description'] ?? memberText(name, holder);
  return { ...describeMembers(schema, name), ...(description === undefined ? {} : { description }) };
}

/** Schemas stand in other keywords too: `anyOf`, `items`. */
function inner(value: unknown, holder: string): unknown {
  if (Array.isArray(value)) return value.map((one) => inner(one, holder));
  return typeof value === 'object' && value !== null ? describeMembers(value as JsonSchema, holder) : value;
}
