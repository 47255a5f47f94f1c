/** A JSON Schema, as far as the document has them. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** Where a schema stands in the document. */
export const schemaReference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const ids: Readonly<Record<string, string>> = {
  invitation: 'inv',
  role: 'role',
  assignment: 'asg',
  room: 'room',
  group: 'grp',
  roomGroup: 'grp',
  roomGroupRoom: 'room',
  updateRing: 'ring',
  ring: 'ring',
  ticket: 'tkt',
  operation: 'op',
  changeRequest: 'chg',
  auditEvent: 'evt',
  event: 'evt',
  partnerInvitation: 'inv',
};

const texts: Readonly<Record<string, string>> = {
  displayName: 'Contoso',
  partnerDisplayName: 'Tailspin',
  customerDisplayName: 'Contoso',
  domain: 'tailspin.example',
  partnerDomain: 'tailspin.example',
  defaultDomain: 'contoso.example',
  domains: 'contoso.example',
  name: 'Boardroom',
  roleName: 'Site lead',
  description: 'On the second floor.',
  site: 'Berlin',
  country: 'DE',
  accountUpn: 'boardroom@contoso.example',
  userPrincipalName: 'adele@contoso.example',
  notificationAddresses: 'facilities@contoso.example',
  timeZone: 'Europe/Berlin',
  acceptedTermsVersion: '2026-11',
  nextLink: 'https://service.example/api/v1/customer/rooms?continuation=eyJhZnRlciI6InJvb20ifQ.c2VhbGVk',
  etag: '"pGQZ4Xxk8mHk1u0JtYb3Rw"',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  openapi: '3.1.0',
};

const guid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const time = '2026-11-22T09:00:00.000Z';

/**
 * An example of what a schema describes, the same at every start.
 *
 * @param name of the member or, at the top, of the component: it decides what a text says
 * @param resolve the schema that a reference names, and its name
 */
export function exampleOf(
  schema: JsonSchema,
  name: string,
  resolve: (reference: string) => { schema: JsonSchema; name: string },
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
  if (alternatives?.[0]) return exampleOf(alternatives[0], name, resolve);
  switch ([schema.type].flat()[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([member, of]) => [
          member,
          exampleOf(of, member === 'id' ? `${lowerFirst(name)}Id` : member, resolve),
        ]),
      );
    case 'array':
      return schema.items ? [exampleOf(schema.items, name, resolve)] : [];
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
    case 'boolean':
      return true;
    case 'string':
      return textOf(schema, name);
    default:
      return {};
  }
}

function textOf({ format, pattern }: JsonSchema, name: string): string {
  // An expiry lies ahead of whoever tries the example.
  if (format === 'date-time') return name === 'expiresAt' ? '2099-11-22T09:00:00.000Z' : time;
  if (format === 'date') return time.slice(0, 10);
  if (typeof pattern === 'string' && pattern.startsWith('^[0-9a-f]{8}-')) return guid;
  const prefix = ids[name.replace(/Ids?$/, '')];
  if (prefix !== undefined && /Ids?$/.test(name)) return `${prefix}_01kap5dk3v8m2q7r9s4t6w0x1y`;
  if (/(tenant|partner|customer|user|object|principal|request)Id$/i.test(name)) return guid;
  return texts[name] ?? 'text';
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
