import { CosmosClient } from '@azure/cosmos';
import { createContainers } from '../../shared/data/createContainers.ts';
import { readConfig } from '../../shared/config.ts';
import type { ProductOptions } from './startProduct.ts';

type Product = Parameters<ProductOptions['load']>[0];

/** What registers the functions of the app: from the sources, or from a folder that `npm run build` made. */
export type App = Pick<typeof import('../../functions/registerApp.ts'), 'registerApp'>;

/** Makes the containers and registers the very functions of the cloud, on the clock and the store of this machine. */
export async function registerProduct(
  { environment, clock, cosmos, mailer, report, measure, answered }: Product,
  loadApp: () => Promise<App> = () => import('../../functions/registerApp.ts'),
): Promise<void> {
  const config = readConfig(environment);
  const transport = cosmos.httpClient;
  await createContainers(
    new CosmosClient({
      endpoint: config.COSMOS_ENDPOINT,
      key: config.COSMOS_KEY ?? '',
      httpClient: transport,
      connectionPolicy: { enableEndpointDiscovery: false },
    }),
    config.COSMOS_DATABASE,
  );
  const { registerApp } = await loadApp();
  registerApp(environment, {
    clock,
    report,
    measure,
    answered,
    cosmosTransport: transport,
    ...(mailer ? { mailer } : {}),
  });
}
