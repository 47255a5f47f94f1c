import type { HttpRequest } from '@azure/functions';
import { z } from 'zod';
import { Refusal, type InputFault } from '../../shared/domain/refusal.ts';
import type { Route } from './route.ts';

const maxBodyBytes = 65_536;
const maxFaults = 20;

/** The body as it came, refused by size and type alone (413, 415), before anything is known of the caller. */
export async function readBody(request: HttpRequest, { method }: Route): Promise<Buffer> {
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.length > maxBodyBytes || Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) {
    throw new Refusal('bodyTooLarge', `A body has at most ${maxBodyBytes} bytes.`);
  }
  if (request.headers.get('content-encoding') !== null) {
    throw new Refusal('unsupportedMediaType', 'A body comes without Content-Encoding.');
  }
  if (bytes.length > 0 && method !== 'GET') {
    const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
    const allowed = method === 'PATCH' ? ['application/merge-patch+json', 'application/json'] : ['application/json'];
    if (!allowed.includes(type.trim().toLowerCase())) {
      throw new Refusal('unsupportedMediaType', `A body is ${allowed.join(' or ')}.`);
    }
  }
  return bytes;
}

/** The host hands over a body sent without its length as an empty one. */
const isChunked = (request: HttpRequest) => request.headers.get('transfer-encoding') !== null;

/** Query parameters, each once. `top` and `continuation` belong to lists, `dryRun` to mutations. */
export function readQuery(url: URL, route: Route): Record<string, unknown> {
  const given: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of url.searchParams) {
    if (name in given) throw invalid([{ path: name, code: 'duplicate', message: 'is given twice' }]);
    given[name] = value;
  }
  return parse(querySchema(route), given, '');
}

const ListParameters = z.strictObject({
  top: z
    .string()
    .regex(/^[0-9]{1,3}$/, 'is not a whole number')
    .transform(Number)
    .refine((top) => top >= 1 && top <= 200, 'is not 1 to 200')
    .default(50),
  continuation: z.string().max(4096).optional(),
});

const PartsParameters = ListParameters.omit({ top: true });

const MutationParameters = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .default(false),
});

const schemas = new WeakMap<Route, z.ZodObject>();

/** All query parameters of a route. */
function querySchema(route: Route): z.ZodObject {
  let schema = schemas.get(route);
  if (!schema) {
    const common = {
      query: z.strictObject({}),
      list: ListParameters,
      parts: PartsParameters,
      mutation: MutationParameters,
    }[route.kind];
    schema = z.strictObject({ ...common.shape, ...route.query?.shape });
    schemas.set(route, schema);
  }
  return schema;
}

/** The body, parsed strictly; an empty object where the route takes none and none was sent. */
export function parseBody(request: HttpRequest, bytes: Buffer, route: Route): object {
  if (isChunked(request)) {
    throw new Refusal('invalidRequest', 'A body is sent with its Content-Length, not chunked (Transfer-Encoding).');
  }
  if (!route.body) {
    if (bytes.length === 0) return {};
    return parse(z.strictObject({}), parseJson(bytes), '');
  }
  return parseValue(route.body, parseJson(bytes)) as object;
}

/** A body that is JSON already. @throws Refusal `invalidRequest` */
export const parseValue = (schema: z.ZodType, value: unknown): unknown => parse(schema, value, '');

function parseJson(bytes: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return JSON.parse(text, (member, value: unknown) => {
      if (member === '__proto__') throw new SyntaxError('a member that nothing has');
      return value;
    });
  } catch (cause) {
    throw new Refusal('invalidRequest', 'The body is not JSON in UTF-8.', { cause });
  }
}

function parse<S extends z.ZodType>(schema: S, value: unknown, at: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues
      .slice(0, maxFaults)
      .flatMap((issue): InputFault[] => {
        const path = [at, ...issue.path.map(String)].filter(Boolean).join('.');
        if (issue.code !== 'unrecognized_keys') {
          return [{ path, code: issue.code, message: issue.message.slice(0, 200) }];
        }
        return issue.keys.slice(0, maxFaults).map((member) => ({
          path: [path, member.slice(0, 100)].filter(Boolean).join('.'),
          code: issue.code,
          message: 'is not known here',
        }));
      })
      .slice(0, maxFaults),
  );
}

function invalid(faults: InputFault[]): Refusal {
  const [first] = faults;
  const where = first ? ` ${first.path || 'body'}: ${first.message}.` : '';
  return new Refusal('invalidRequest', `The request is not as it should be.${where}`, { faults });
}
