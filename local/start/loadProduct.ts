import { installFunctionsCore } from '../host/installFunctionsCore.ts';
import { registerProduct } from './registerProduct.ts';
import type { ProductOptions } from './startProduct.ts';

/** Registers the product's functions in this process. */
export const loadProduct: ProductOptions['load'] = async (product) => {
  // Before the library is imported for the first time: it asks for its host then and never again.
  installFunctionsCore();
  await registerProduct(product);
};
