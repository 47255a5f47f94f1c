import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installFunctionsCore } from '../host/installFunctionsCore.ts';
import { registerProduct, type App } from './registerProduct.ts';
import type { ProductOptions } from './startProduct.ts';
import { StartRefusal } from './startRefusal.ts';

/**
 * Registers the product's functions in this process: those of the sources, or of the folder of a build.
 * @throws StartRefusal where the folder has none
 */
export function loadProduct(appFolder: string | undefined): ProductOptions['load'] {
  const file = appFolder === undefined ? undefined : resolve(appFolder, 'registerApp.mjs');
  if (file !== undefined && !existsSync(file)) {
    throw new StartRefusal(`--app takes a folder that npm run build made; there is no ${file}.`);
  }
  return async (product) => {
    // Before the library is imported for the first time: it asks for its host then and never again.
    installFunctionsCore();
    if (file === undefined) await registerProduct(product);
    else await registerProduct(product, () => import(pathToFileURL(file).href) as Promise<App>);
  };
}
