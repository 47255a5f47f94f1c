import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { productionRules, productRules, type HostJson } from '../../infra/check/productRules.ts';
import { templateResources, templatesIn, type Resource, type Template } from '../../infra/check/resource.ts';
import { securityRules } from '../../infra/check/securityRules.ts';

type Loose = Resource & { name: string; properties: Record<string, unknown> };

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const snapshot = (tier: string) =>
  (read(`infra/main.${tier}.snapshot.json`) as { predictedResources: Loose[] }).predictedResources;
const hostJson = read('host.json') as HostJson;
const rules = [...securityRules, ...productRules(hostJson), ...productionRules];
const brokenIn = (resources: readonly Resource[]) =>
  rules.filter(({ broken }) => broken(resources).length > 0).map(({ name }) => name);

test('both snapshots keep every rule that is for them', () => {
  expect(brokenIn(snapshot('prod'))).toEqual([]);
  expect(brokenIn(snapshot('dev'))).toEqual(productionRules.map(({ name }) => name));
});

const first = (resources: Loose[], type: string): Loose => {
  const found = resources.find((resource) => resource.type === type);
  if (!found) throw new Error(`There is no ${type}.`);
  return found;
};
const set = (type: string, member: string, value: unknown) => (resources: Loose[]) => {
  first(resources, type).properties[member] = value;
};
const site = 'Microsoft.Web/sites';
const account = 'Microsoft.DocumentDB/databaseAccounts';
const container = `${account}/sqlDatabases/containers`;
const siteConfig = (resources: Loose[]) =>
  first(resources, site).properties['siteConfig'] as { appSettings: { name: string; value: string }[] };
const rename = (from: string, to: string) => (resources: Loose[]) => {
  for (const setting of siteConfig(resources).appSettings) if (setting.name === from) setting.name = to;
};
const remove = (type: string) => (resources: Loose[]) => {
  resources.splice(resources.indexOf(first(resources, type)), 1);
};

const violations: readonly (readonly [rule: string, what: string, make: (resources: Loose[]) => void])[] = [
  ['no keys', 'shared keys', set('Microsoft.Storage/storageAccounts', 'allowSharedKeyAccess', true)],
  [
    'no keys',
    'an expression in place of a fixed no',
    set('Microsoft.Storage/storageAccounts', 'allowSharedKeyAccess', "[parameters('x')]"),
  ],
  ['no keys', 'public blobs', set('Microsoft.Storage/storageAccounts', 'allowBlobPublicAccess', true)],
  [
    'no keys',
    'a public container',
    set('Microsoft.Storage/storageAccounts/blobServices/containers', 'publicAccess', 'Blob'),
  ],
  ['no keys', 'TLS 1.1', set('Microsoft.Storage/storageAccounts', 'minimumTlsVersion', 'TLS1_1')],
  ['no keys', 'plain http', set(site, 'httpsOnly', false)],
  ['no keys', 'keys of the database', set(account, 'disableLocalAuth', false)],
  [
    'no keys',
    'keys of the mail service',
    set('Microsoft.Communication/communicationServices', 'disableLocalAuth', undefined),
  ],
  ['no keys', 'periodic backup', set(account, 'backupPolicy', { type: 'Periodic' })],
  ['nobody can publish', 'one door less', remove(`${site}/basicPublishingCredentialsPolicies`)],
  ['no secret is read', 'listKeys', set(site, 'x', "[listKeys(resourceId('a', 'b'), '2026-09-01').keys[0].value]")],
  [
    'every role assignment',
    'another role',
    set('Microsoft.Authorization/roleAssignments', 'roleDefinitionId', '/8e3af657-a8ff-443c-a75c-2fe8c4bcb635'),
  ],
  ['every role assignment', 'to a person', set('Microsoft.Authorization/roleAssignments', 'principalType', 'User')],
  [
    'every role assignment',
    'on the whole group',
    (resources) => {
      const assignment = first(resources, 'Microsoft.Authorization/roleAssignments');
      Object.assign(assignment, {
        id: '/subscriptions/1/resourceGroups/g/providers/Microsoft.Authorization/roleAssignments/x',
      });
    },
  ],
  [
    'the app reads and writes',
    'anything with documents',
    set(`${account}/sqlRoleDefinitions`, 'permissions', [{ dataActions: [`${container}/*`] }]),
  ],
  [
    'the app reads and writes',
    'the whole account',
    set(`${account}/sqlRoleAssignments`, 'scope', '/subscriptions/1/databaseAccounts/a'),
  ],
  [
    'the app reads and writes',
    'the built-in role',
    set(
      `${account}/sqlRoleAssignments`,
      'roleDefinitionId',
      'a/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002',
    ),
  ],
  ['app settings', 'one that is not set', rename('TOKEN_AUDIENCE', 'TOKEN_ISSUER')],
  [
    'app settings',
    'one that nobody reads',
    (resources) => void siteConfig(resources).appSettings.push({ name: 'SPARE', value: '' }),
  ],
  [
    'app settings',
    'a key of the database',
    (resources) => void siteConfig(resources).appSettings.push({ name: 'COSMOS_KEY', value: 'k' }),
  ],
  ['containers', 'one less', remove(container)],
  [
    'containers',
    'one more',
    (resources) => void resources.push({ type: container, name: 'x', properties: { resource: { id: 'x' } } }),
  ],
  [
    'containers',
    'another key',
    (resources) => {
      const { resource } = first(resources, container).properties as { resource: { partitionKey: unknown } };
      resource.partitionKey = { kind: 'Hash', version: 2, paths: ['/other'] };
    },
  ],
  [
    'host.json',
    'another hub',
    (resources) => void (first(resources, 'Microsoft.DurableTask/schedulers/taskHubs').name = 'dts/Other'),
  ],
  ['host.json', 'another connection', rename('DURABLE_TASK_SCHEDULER_CONNECTION_STRING', 'SCHEDULER')],
  ['in production', 'open to the public network', set(account, 'publicNetworkAccess', 'Enabled')],
  ['in production', 'no lock', remove('Microsoft.Authorization/locks')],
  ['in production', 'one zone', set(account, 'locations', [{ isZoneRedundant: false }])],
  ['in production', 'no private way', remove('Microsoft.Network/privateEndpoints')],
];

test.each(violations)('%s ...: %s is found', (rule, _what, make) => {
  const resources = structuredClone(snapshot('prod'));
  make(resources);
  expect(brokenIn(resources).filter((name) => name.startsWith(rule))).toHaveLength(1);
});

test('every rule has a violation that it finds', () => {
  const proven = rules.filter(({ name }) => violations.some(([rule]) => name.startsWith(rule)));
  expect(proven).toHaveLength(rules.length);
});

test('host.json with another provider is found', () => {
  const azureStorage = structuredClone(hostJson) as {
    extensions: { durableTask: { storageProvider: { type: string } } };
  };
  azureStorage.extensions.durableTask.storageProvider.type = 'AzureStorage';
  const [broken] = productRules(azureStorage as HostJson).flatMap((rule) => rule.broken(snapshot('prod')));
  expect(broken).toBe('the storage provider must be azureManaged');
});

test('in a compiled template, modules and variables are seen through', () => {
  const template: Template = {
    resources: {
      module: {
        type: 'Microsoft.Resources/deployments',
        name: 'storage',
        properties: {
          template: {
            variables: { owner: "[subscriptionResourceId('roleDefinitions', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635')]" },
            resources: {
              known: { existing: true, type: 'Microsoft.Storage/storageAccounts', name: 'known' },
              account: {
                type: 'Microsoft.Storage/storageAccounts',
                name: 'account',
                properties: { allowSharedKeyAccess: "[variables('keys')]" },
              },
              assignment: {
                type: 'Microsoft.Authorization/roleAssignments',
                name: 'assignment',
                scope: "[resourceId('Microsoft.Storage/storageAccounts', 'account')]",
                properties: { principalType: 'ServicePrincipal', roleDefinitionId: "[variables('owner')]" },
              },
            },
          } satisfies Template,
        },
      },
    },
  };
  const broken = securityRules.flatMap((rule) => rule.broken(templateResources(template)));
  expect(templatesIn(template).map(({ place }) => place)).toEqual(['main', 'storage']);
  expect(broken).toContainEqual(expect.stringContaining('8e3af657-a8ff-443c-a75c-2fe8c4bcb635'));
  expect(broken).toContainEqual(expect.stringContaining('account: properties.allowSharedKeyAccess must be false'));
  expect(broken).not.toContainEqual(expect.stringContaining('known'));
});
