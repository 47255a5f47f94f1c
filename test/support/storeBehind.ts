import { cosmosClient } from '../../functions/composition.ts';
import { readConfig } from '../../shared/config.ts';
import { cosmosStore } from '../../shared/data/cosmosStore.ts';
import type { Store } from '../../shared/domain/store.ts';
import type { World } from './world.ts';

/** The store behind a product: for what no request does, such as what a crash leaves. */
export function storeBehind({ product }: World): Store {
  const config = readConfig(product.environment);
  const credential = { getToken: () => Promise.resolve(null) };
  return cosmosStore(cosmosClient(config, credential, product.store.httpClient), config.COSMOS_DATABASE);
}
