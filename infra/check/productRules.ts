import { isDeepStrictEqual } from 'node:util';
import { settings } from '../../shared/config.ts';
import { containers, indexingPolicy } from '../../shared/data/containers.ts';
import { at, type Resource } from './resource.ts';
import type { Rule } from './rule.ts';

/** What the Functions host, Durable Functions and telemetry read; docs/settings.md has a row for each. */
export const hostSettings: readonly string[] = [
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AzureWebJobsDisableHomepage',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
  'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
  'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT',
  'TASKHUB_NAME',
];

export interface HostJson {
  readonly extensions: {
    readonly durableTask: {
      readonly hubName: string;
      readonly storageProvider: { readonly type: string; readonly connectionStringName: string };
    };
  };
}

/** What must be the same here and in the product: run over both snapshots, where names and loops are worked out. */
export const productRules = (hostJson: HostJson): readonly Rule[] => [
  {
    name: 'app settings are exactly those that the product and its host read',
    broken(resources) {
      const given = [...appSettings(resources).keys()];
      const readInAzure = settings.filter(({ onlyHere }) => !onlyHere);
      const must = [...readInAzure.filter(({ hasDefault }) => !hasDefault).map(({ name }) => name), ...hostSettings];
      const may = readInAzure.map(({ name }) => name);
      return [
        ...must.filter((name) => !given.includes(name)).map((name) => `${name} is not set`),
        ...given.filter((name) => !must.includes(name) && !may.includes(name)).map((name) => `nobody reads ${name}`),
      ];
    },
  },
  {
    name: 'containers are those that shared/data declares',
    broken(resources) {
      const made = new Map(
        resources
          .filter(({ type }) => type === 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers')
          .map((resource) => [String(at(resource, 'properties.resource.id')), at(resource, 'properties.resource')]),
      );
      const declared = Object.entries(containers).map(([id, container]) => ({
        id,
        partitionKey: { kind: 'Hash', version: 2, paths: [`/${container.partitionKey}`] },
        indexingPolicy: indexingPolicy(container),
        ...(container.expiring ? { defaultTtl: -1 } : {}),
      }));
      return [
        ...declared.filter((one) => !isDeepStrictEqual(made.get(one.id), one)).map(({ id }) => `${id} differs`),
        ...[...made.keys()].filter((id) => !(id in containers)).map((id) => `${id} is not declared`),
      ];
    },
  },
  {
    name: 'host.json names the hub and the connection of the template',
    broken(resources) {
      const { hubName, storageProvider } = hostJson.extensions.durableTask;
      const set = appSettings(resources);
      const hub = set.get(/^%(\w+)%$/.exec(hubName)?.[1] ?? '');
      const connection = set.get(storageProvider.connectionStringName) ?? '';
      const hubs = resources.filter(({ type }) => type === 'Microsoft.DurableTask/schedulers/taskHubs');
      return [
        ...(storageProvider.type === 'azureManaged' ? [] : ['the storage provider must be azureManaged']),
        ...(hubs.some(({ name }) => name.endsWith(`/${hub}`)) ? [] : [`${hubName} is no task hub`]),
        ...(connection.includes(`TaskHub=${hub};Authentication=ManagedIdentity;ClientID=`)
          ? []
          : [`${storageProvider.connectionStringName} does not lead to ${hub}`]),
      ];
    },
  },
];

/** What production must have: run over its snapshot only. */
export const productionRules: readonly Rule[] = [
  {
    name: 'in production what holds data is private, in several zones and locked',
    broken(resources) {
      const holders = [
        'Microsoft.DocumentDB/databaseAccounts',
        'Microsoft.Storage/storageAccounts',
        'Microsoft.DurableTask/schedulers',
        'Microsoft.KeyVault/vaults',
      ];
      const open = resources
        .filter(({ type }) => holders.includes(type))
        .filter((resource) => at(resource, 'properties.publicNetworkAccess') !== 'Disabled');
      const locations = resources.flatMap(
        (resource) => (at(resource, 'properties.locations') ?? []) as { isZoneRedundant?: unknown }[],
      );
      const endpoints = resources.filter(({ type }) => type === 'Microsoft.Network/privateEndpoints');
      const locks = resources.filter(({ type }) => type === 'Microsoft.Authorization/locks');
      const plan = resources.find(({ type }) => type === 'Microsoft.Web/serverfarms');
      return [
        ...open.map(({ name }) => `${name} is open to the public network`),
        ...(endpoints.length === holders.length ? [] : ['a private endpoint is missing']),
        ...(locks.length >= 3 ? [] : ['a lock is missing']),
        ...(plan && at(plan, 'properties.zoneRedundant') === true ? [] : ['the plan is in one zone']),
        ...(locations.length > 0 && locations.every(({ isZoneRedundant }) => isZoneRedundant === true)
          ? []
          : ['the database is in one zone']),
      ];
    },
  },
];

function appSettings(resources: readonly Resource[]): Map<string, string> {
  const site = resources.find(({ type }) => type === 'Microsoft.Web/sites');
  const list = (site && at(site, 'properties.siteConfig.appSettings')) as { name: string; value: string }[] | undefined;
  return new Map((list ?? []).map(({ name, value }) => [name, value]));
}
