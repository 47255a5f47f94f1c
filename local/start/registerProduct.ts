import { CosmosClient } from '@azure/cosmos';
import { lazyCredential } from '../../functions/lazyCredential.ts';
import { createContainers } from '../../shared/data/createContainers.ts';
import { readConfig } from '../../shared/config.ts';
import type { ProductOptions } from './startProduct.ts';

type Product = Parameters<ProductOptions['load']>[0];

/** What registers the functions of the app: from the sources, or from a folder that `npm run build` made. */
export type App = Pick<typeof import('../../functions/registerApp.ts'), 'registerApp'>;

/** Makes the containers and registers the very functions of the cloud, on the clock and the store of this machine. */
export async function registerProduct(
  { environment, clock, cosmos, account, mailer, auditSigner, report, measure, answered }: Product,
  loadApp: () => Promise<App> = () => import('../../functions/registerApp.ts'),
): Promise<void> {
  const config = readConfig(environment);
  const transport = account ? {} : { cosmosTransport: cosmos.httpClient };
  const { COSMOS_ENDPOINT: endpoint, COSMOS_KEY: key, COSMOS_DATABASE: database } = config;
  // Whoever has no key may not make containers either: those of an account are made with it.
  if (key !== undefined)
    await createContainers(
      new CosmosClient({
        endpoint,
        key,
        ...(account ? {} : { httpClient: cosmos.httpClient }),
        connectionPolicy: { enableEndpointDiscovery: false },
      }),
      database,
    );
  const { registerApp } = await loadApp();
  registerApp(environment, {
    clock,
    report,
    measure,
    answered,
    ...transport,
    ...(key === undefined ? { credential: signedIn } : {}),
    ...(mailer ? { mailer } : {}),
    auditSigner,
  });
}

/** Whoever is signed in to Azure on this machine. */
const signedIn = lazyCredential(({ DefaultAzureCredential }) => new DefaultAzureCredential());
