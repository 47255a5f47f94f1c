import { installFunctionsCore } from '../host/installFunctionsCore.ts';
import type { ProductOptions } from './startProduct.ts';

/** Registers the product's functions in this process. */
export const loadProduct: ProductOptions['load'] = async () => {
  // Before the library is imported for the first time: it asks for its host then and never again.
  installFunctionsCore();
  const { app } = await import('@azure/functions');
  app.http('health', {
    route: 'v1/health',
    methods: ['GET'],
    authLevel: 'anonymous',
    handler: () => ({ jsonBody: { status: 'ok' } }),
  });
};
