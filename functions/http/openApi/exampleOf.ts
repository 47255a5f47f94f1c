import { exampleText } from './exampleTexts.ts';

/** A JSON Schema, as far as the document has them. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
}

/** Where a schema stands in the document. */
export const schemaReference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** Members that are there in some states only, and not in the state that the example shows. */
const ofOtherStates = new Set([
  'closedAt',
  'closedBy',
  'closeReason',
  'decidedAt',
  'decidedBy',
  'error',
  'groupMembershipUnknown',
  'nextLink',
  'resentAt',
  'suspendedAt',
  'terminatedAt',
]);

/**
 * An example of what a schema describes, the same at every start. What the schema itself says goes first:
 * `.meta({ examples: [...] })`.
 *
 * @param name of the member or, at the top, of the component: it decides what a text says (exampleTexts.ts)
 * @param resolve the schema that a reference names, and its name
 * @param holder the member or component that it is a member of
 */
export function exampleOf(
  schema: JsonSchema,
  name: string,
  resolve: (reference: string) => { schema: JsonSchema; name: string },
  holder?: string,
): unknown {
  if (schema.$ref !== undefined) {
    const target = resolve(schema.$ref);
    return exampleOf(target.schema, target.name, resolve);
  }
  const { examples, const: constant, enum: values, anyOf, oneOf } = schema;
  if (Array.isArray(examples)) return examples[0];
  if (constant !== undefined) return constant;
  if (Array.isArray(values)) return values[0];
  const alternatives = (anyOf ?? oneOf) as readonly JsonSchema[] | undefined;
  if (alternatives?.[0]) return exampleOf(alternatives[0], name, resolve, holder);
  switch ([schema.type].flat()[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([member]) => schema.required?.includes(member) === true || !ofOtherStates.has(member))
          .map(([member, of]) => [
            member,
            exampleOf(of, member === 'id' ? `${lowerFirst(name)}Id` : member, resolve, name),
          ]),
      );
    case 'array':
      return schema.items ? [exampleOf(schema.items, name, resolve, holder)] : [];
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
    case 'boolean':
      return true;
    case 'string':
      return textOf(schema, name, holder);
    case undefined:
      return exampleText(name, holder);
    default:
      return {};
  }
}

const time = '2026-11-22T09:00:00.000Z';

function textOf({ format, pattern }: JsonSchema, name: string, holder: string | undefined): string {
  // An expiry lies ahead of whoever tries the example.
  if (format === 'date-time') return name === 'expiresAt' ? '2099-11-22T09:00:00.000Z' : time;
  if (format === 'date') return time.slice(0, 10);
  return exampleText(name, holder, typeof pattern === 'string' && pattern.startsWith('^[0-9a-f]{8}-'));
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
