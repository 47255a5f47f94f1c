import { problemTitles } from '../problem.ts';
import { declaredRefusals } from '../commonRefusals.ts';
import type { Route } from '../route.ts';
import { schemaReference } from './exampleOf.ts';

/** An error answer (RFC 9457), as every route gives it. */
export const problemSchema = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'For people; may change.' },
    instance: { type: 'string', description: 'The path of the request.' },
    code: { type: 'string', description: 'For programs; stays.' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      description: 'What is wrong with the request, where that can be said.',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
        required: ['path', 'code', 'message'],
        additionalProperties: false,
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  additionalProperties: false,
} as const;

/** The error answers of a route by status, as references to responses that are put into `components` once. */
export function problemResponses(route: Route, components: Map<string, object>): Record<string, object> {
  const codesOf = new Map<number, string[]>([[500, ['internalError']]]);
  for (const [code, status] of declaredRefusals(route)) codesOf.set(status, [...(codesOf.get(status) ?? []), code]);
  return Object.fromEntries(
    [...codesOf].map(([status, codes]) => {
      const name = [`Problem${status}`, ...codes.toSorted()].join('.');
      if (!components.has(name)) components.set(name, problemResponse(status, codes.toSorted()));
      return [String(status), { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function problemResponse(status: number, codes: readonly string[]) {
  const title = problemTitles[status] ?? 'Error';
  const [code = ''] = codes;
  return {
    description: `${title}: ${codes.join(', ')}.`,
    headers: {
      'x-request-id': { $ref: '#/components/headers/RequestId' },
      ...(status === 401 ? { 'WWW-Authenticate': { $ref: '#/components/headers/Authenticate' } } : {}),
      ...(status === 429 || status === 503 ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {}),
    },
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            schemaReference('Problem'),
            { type: 'object', properties: { status: { const: status }, code: { type: 'string', enum: codes } } },
          ],
        },
        example: {
          type: `urn:problem:${code}`,
          title,
          status,
          detail: 'A sentence for people.',
          instance: '/api/v1/...',
          code,
          requestId: '7f6a1c0e-5a43-4b0e-9a53-0f4b6f4c2f10',
        },
      },
    },
  };
}
