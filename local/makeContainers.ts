import { CosmosClient } from '@azure/cosmos';
import { readConfig } from '../shared/config.ts';
import { createContainers } from '../shared/data/createContainers.ts';
import { loadLocalSettings } from './start/loadLocalSettings.ts';

/** `npm run containers`: makes the database and its containers in the account of local.settings.json, for `func start`. */
loadLocalSettings('local.settings.json', process.env);
const { COSMOS_ENDPOINT: endpoint, COSMOS_KEY: key = '', COSMOS_DATABASE: database } = readConfig(process.env);
const client = new CosmosClient({ endpoint, key, connectionPolicy: { enableEndpointDiscovery: false } });
await createContainers(client, database);
client.dispose();
process.stdout.write(`${endpoint} has the database ${database} and its containers.\n`);
