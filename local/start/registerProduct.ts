import { CosmosClient } from '@azure/cosmos';
import { createContainers } from '../../shared/data/createContainers.ts';
import { readConfig } from '../../shared/config.ts';
import type { ProductOptions } from './startProduct.ts';

type Product = Parameters<ProductOptions['load']>[0];

/** Makes the containers and registers the very functions of the cloud, on the clock and the store of this machine. */
export async function registerProduct({
  environment,
  clock,
  cosmos,
  mailer,
  report,
  answered,
}: Product): Promise<void> {
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
  const [{ compose }, { register }, { routes }] = await Promise.all([
    import('../../functions/composition.ts'),
    import('../../functions/register.ts'),
    import('../../functions/routes/routes.ts'),
  ]);
  register(compose(config, { clock, report, answered, cosmosTransport: transport, mailer }), routes);
}
