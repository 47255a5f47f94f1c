import { z } from 'zod';
import { route, type Route } from '../route.ts';
import { openApiDocument, type OpenApiDocument } from './openApiDocument.ts';

/**
 * The route that answers the reference of all routes, its own included. The document is made when it is first asked for,
 * and once: most processes are never asked, and none should start later for it.
 */
export function openApiRoute(others: readonly Route[]): Route {
  let document: OpenApiDocument | undefined;
  const own: Route = route({
    kind: 'query',
    name: 'getOpenApi',
    summary: 'Reads this document.',
    method: 'GET',
    path: 'openapi.json',
    audience: 'anonymous',
    may: 'anyone',
    output: z.looseObject({ openapi: z.string() }),
    run: () => {
      document ??= openApiDocument([...others, own]);
      return Promise.resolve({ ...document, openapi: '3.1.0' });
    },
  });
  return own;
}
