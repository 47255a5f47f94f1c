import { z } from 'zod';
import { route, type Route } from '../route.ts';
import { openApiDocument, type OpenApiDocument } from './openApiDocument.ts';

/** The route that answers the reference of all routes, its own included. The document is made here, once. */
export function openApiRoute(others: readonly Route[]): Route {
  const made: { document?: OpenApiDocument } = {};
  const own = route({
    kind: 'query',
    name: 'getOpenApi',
    summary: 'Reads this document.',
    method: 'GET',
    path: 'openapi.json',
    audience: 'anonymous',
    may: 'anyone',
    output: z.looseObject({ openapi: z.string() }),
    run: () => Promise.resolve({ ...made.document, openapi: '3.1.0' }),
  });
  made.document = openApiDocument([...others, own]);
  return own;
}
