import type { TokenCredential } from '@azure/identity';
import { cosmosClient } from '../../functions/composition.ts';
import { cosmosStore } from '../../shared/data/cosmosStore.ts';
import type { Store } from '../../shared/domain/store.ts';
import type { World } from './world.ts';

/** The product's way to the store of a world, for what a test puts there itself. */
export function directStore({ product: { environment, store } }: World): Store {
  const { COSMOS_ENDPOINT = '', COSMOS_KEY = '', COSMOS_DATABASE = '' } = environment;
  const client = cosmosClient({ COSMOS_ENDPOINT, COSMOS_KEY }, {} as TokenCredential, store.httpClient);
  return cosmosStore(client, COSMOS_DATABASE);
}
