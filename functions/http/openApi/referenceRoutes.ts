import { z } from 'zod';
import { referencePage, type ReferencePage } from '../../reference/referencePage.ts';
import { route, type Route } from '../route.ts';
import { openApiDocument, type OpenApiDocument } from './openApiDocument.ts';

/**
 * The routes that answer the reference of all routes, their own included: as a document and as a page. Both are made when they
 * are first asked for, and once: most processes are never asked, and none should start later for it.
 */
export function referenceRoutes(others: readonly Route[]): readonly Route[] {
  let document: OpenApiDocument | undefined;
  let page: ReferencePage | undefined;
  const own: readonly Route[] = [
    route({
      kind: 'query',
      name: 'getOpenApi',
      summary: 'Reads this document.',
      method: 'GET',
      path: 'openapi.json',
      audience: 'anonymous',
      may: 'anyone',
      output: z.looseObject({ openapi: z.string() }),
      run: () => {
        document ??= openApiDocument([...others, ...own]);
        return Promise.resolve({ ...document, openapi: '3.1.0' });
      },
    }),
    route({
      kind: 'query',
      name: 'getDocs',
      summary: 'Shows this document as a web page, with requests to try.',
      method: 'GET',
      path: 'docs',
      audience: 'anonymous',
      may: 'anyone',
      output: z.string().meta({ title: 'DocsPage', examples: ['<!doctype html>'] }),
      produces: 'text/html',
      headers: () => ({ 'content-security-policy': (page ??= referencePage()).policy }),
      run: () => Promise.resolve((page ??= referencePage()).html),
    }),
  ];
  return own;
}
