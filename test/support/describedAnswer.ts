import { z } from 'zod';
import { openApiDocument } from '../../functions/http/openApi/openApiDocument.ts';
import { routes } from '../../functions/routes/routes.ts';

interface Described {
  readonly headers?: Readonly<Record<string, { $ref: string }>>;
  readonly content?: Readonly<Record<string, { schema: object }>>;
}

/** Headers that say something of an answer of ours; the others are the host's and of HTTP. */
const ours = [
  'etag',
  'link',
  'location',
  'operation-location',
  'retry-after',
  'www-authenticate',
  'idempotency-replayed',
  'x-request-id',
];

/** The reference as it is served. */
export const reference = openApiDocument(routes);

const templates = routes.map(({ path, method }) => ({
  method,
  path: `/${path}`,
  pattern: new RegExp(`^/api/v1/${path.replaceAll('.', '[.]').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
}));

/**
 * What of an answer the reference does not tell of: its status, a header, the type, the body, the code of a problem. Nothing
 * where no route was called.
 */
export function undescribed(method: string, address: string, { status, headers, text }: Answer): string[] {
  const { pathname } = new URL(address);
  const called = templates.find((one) => one.method === method && one.pattern.test(pathname));
  if (!called) return [];
  const where = `${method} ${called.path} ${status}`;
  const response = responseOf(called, status);
  if (!response) return [`${where} is not declared`];
  const declared = Object.entries(response.headers ?? {});
  const names = new Set(declared.map(([name]) => name.toLowerCase()));
  const missing = declared.filter(([name, header]) => isRequired(header) && !headers.has(name));
  return [
    ...missing.map(([name]) => `${where} has no ${name}`),
    ...ours.filter((name) => headers.has(name) && !names.has(name)).map((name) => `${where}: ${name} is not declared`),
    ...faultsOfBody(where, response.content ?? {}, { headers, text }),
  ];
}

type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };

function responseOf({ path, method }: (typeof templates)[number], status: number): Described | undefined {
  const operation = reference.paths[path]?.[method.toLowerCase()] as { responses: Record<string, object> } | undefined;
  const response = operation?.responses[status];
  return response && (('$ref' in response ? resolve(String(response.$ref)) : response) as Described | undefined);
}

const isRequired = ({ $ref }: { $ref: string }) => (resolve($ref) as { required?: boolean }).required === true;

function faultsOfBody(where: string, content: NonNullable<Described['content']>, answer: Omit<Answer, 'status'>) {
  const { headers, text } = answer;
  if (text === '') return Object.keys(content).length === 0 ? [] : [`${where} has no body`];
  const type = headers.get('content-type') ?? '';
  const described = content[type];
  if (!described) return [`${where} is of the type '${type}'`];
  if (!type.includes('json')) return [];
  return schemaFaults(described.schema, JSON.parse(text)).map((fault) => `${where}: ${fault}: ${text.slice(0, 400)}`);
}

const parsers = new WeakMap<object, z.ZodType>();

/** What is wrong about a value, by a JSON Schema of the document. */
export function schemaFaults(schema: object, value: unknown): string[] {
  let parser = parsers.get(schema);
  if (!parser) {
    parser = z.fromJSONSchema(inlined(schema) as Parameters<typeof z.fromJSONSchema>[0]);
    parsers.set(schema, parser);
  }
  const { error } = parser.safeParse(value);
  return error ? [z.prettifyError(error)] : [];
}

/** The schema with what it refers to in place: none refers to itself. */
function inlined(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inlined);
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('$ref' in schema) return inlined(resolve(String(schema.$ref)));
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, inlined(value)]));
}

/** What a reference within the document names; undefined where there is no such thing. */
export function resolve(pointer: string): unknown {
  const steps = pointer.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], reference);
}
