import { at, type Resource } from './resource.ts';
import type { Rule } from './rule.ts';

/** Members that must have exactly this value, written as such and not by a parameter: [type, path, values]. */
const fixed: readonly (readonly [type: string, path: string, values: readonly unknown[]])[] = [
  ['Microsoft.Storage/storageAccounts', 'properties.allowSharedKeyAccess', [false]],
  ['Microsoft.Storage/storageAccounts', 'properties.allowBlobPublicAccess', [false]],
  ['Microsoft.Storage/storageAccounts', 'properties.supportsHttpsTrafficOnly', [true]],
  ['Microsoft.Storage/storageAccounts', 'properties.minimumTlsVersion', ['TLS1_2', 'TLS1_3']],
  ['Microsoft.Storage/storageAccounts/blobServices/containers', 'properties.publicAccess', ['None']],
  ['Microsoft.DocumentDB/databaseAccounts', 'properties.disableLocalAuth', [true]],
  ['Microsoft.DocumentDB/databaseAccounts', 'properties.disableKeyBasedMetadataWriteAccess', [true]],
  ['Microsoft.DocumentDB/databaseAccounts', 'properties.minimalTlsVersion', ['Tls12']],
  ['Microsoft.DocumentDB/databaseAccounts', 'properties.enableMultipleWriteLocations', [false]],
  ['Microsoft.DocumentDB/databaseAccounts', 'properties.backupPolicy.type', ['Continuous']],
  ['Microsoft.Communication/communicationServices', 'properties.disableLocalAuth', [true]],
  ['Microsoft.Insights/components', 'properties.DisableLocalAuth', [true]],
  ['Microsoft.OperationalInsights/workspaces', 'properties.features.disableLocalAuth', [true]],
  ['Microsoft.KeyVault/vaults', 'properties.enableRbacAuthorization', [true]],
  ['Microsoft.KeyVault/vaults', 'properties.enablePurgeProtection', [true]],
  ['Microsoft.Web/sites', 'properties.httpsOnly', [true]],
  ['Microsoft.Web/sites', 'properties.siteConfig.minTlsVersion', ['1.2', '1.3']],
  ['Microsoft.Web/sites', 'properties.siteConfig.scmMinTlsVersion', ['1.2', '1.3']],
  ['Microsoft.Web/sites', 'properties.siteConfig.ftpsState', ['Disabled']],
  ['Microsoft.Web/sites/basicPublishingCredentialsPolicies', 'properties.allow', [false]],
];

/** The only rights that are given, and on what: [role, its id, the type it is given on]. */
const allowedRoles: readonly (readonly [role: string, id: string, type: string])[] = [
  ['Storage Blob Data Owner', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'Microsoft.Storage/storageAccounts'],
  ['Monitoring Metrics Publisher', '3913510d-42f4-4e42-8a64-420c390055eb', 'Microsoft.Insights/components'],
  [
    'Durable Task Data Contributor',
    '0ad04412-c4d5-4796-b79c-f76d14c8d402',
    'Microsoft.DurableTask/schedulers/taskHubs',
  ],
  ['Key Vault Crypto User', '12338af0-0e69-4776-bea7-57ae8d297424', 'Microsoft.KeyVault/vaults/keys'],
  [
    'Communication and Email Service Owner',
    '09976791-48a7-449e-bb21-39d1a415f350',
    'Microsoft.Communication/communicationServices',
  ],
];

const documents = 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers';

/** All that the app may do with documents. */
const allowedDataActions: ReadonlySet<unknown> = new Set([
  'Microsoft.DocumentDB/databaseAccounts/readMetadata',
  `${documents}/executeQuery`,
  ...['read', 'create', 'replace', 'delete'].map((action) => `${documents}/items/${action}`),
]);

/** What holds of every resource, made or not: run over the compiled template and over both snapshots. */
export const securityRules: readonly Rule[] = [
  {
    name: 'no keys, no public blobs, TLS 1.2 or newer',
    broken: (resources) =>
      resources.flatMap((resource) =>
        fixed
          .filter(([type, path, values]) => type === resource.type && !values.includes(at(resource, path)))
          .map(([, path, values]) => `${called(resource)}: ${path} must be ${values.join(' or ')}`),
      ),
  },
  {
    name: 'nobody can publish with a password',
    broken: (resources) => {
      const policies = resources.filter(
        ({ type }) => type === 'Microsoft.Web/sites/basicPublishingCredentialsPolicies',
      );
      const closed = policies.map(({ name }) => /(ftp|scm)\W*$/.exec(name)?.[1]);
      return ['ftp', 'scm'].filter((door) => !closed.includes(door)).map((door) => `${door} has no policy`);
    },
  },
  {
    name: 'no secret is read',
    broken: (resources) =>
      resources
        .filter((resource) =>
          /\blist(Keys|Secrets|AccountSas|ServiceSas|ConnectionStrings)?\(/i.test(JSON.stringify(resource)),
        )
        .map((resource) => `${called(resource)} reads a secret`),
  },
  {
    name: 'every role assignment is one of the list, to a service principal',
    broken: (resources) =>
      resources
        .filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments')
        .flatMap((assignment) => {
          const given = String(at(assignment, 'properties.roleDefinitionId'));
          const on = scopeType(assignment);
          const known = allowedRoles.some(([, id, type]) => given.includes(id) && on === type);
          return [
            ...(known ? [] : [`${called(assignment)}: ${given} on ${on} is not in the list`]),
            ...(at(assignment, 'properties.principalType') === 'ServicePrincipal'
              ? []
              : [`${called(assignment)}: principalType must be ServicePrincipal`]),
          ];
        }),
  },
  {
    name: 'the app reads and writes documents of the one database, no more',
    broken: (resources) => [
      ...resources
        .filter(({ type }) => type === 'Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions')
        .flatMap((definition) => {
          const permissions = (at(definition, 'properties.permissions') ?? []) as { dataActions?: unknown[] }[];
          return permissions
            .flatMap(({ dataActions = [] }) => dataActions)
            .filter((action) => !allowedDataActions.has(action))
            .map((action) => `${called(definition)} allows ${String(action)}`);
        }),
      ...resources
        .filter(({ type }) => type === 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments')
        .filter((assignment) => {
          const role = String(at(assignment, 'properties.roleDefinitionId'));
          const scope = String(at(assignment, 'properties.scope'));
          return role.includes('00000000-0000-0000-0000-00000000000') || !databaseScope.test(scope);
        })
        .map((assignment) => `${called(assignment)} reaches beyond the database`),
    ],
  },
];

/** A database, in a snapshot and in a template. */
const databaseScope = /\/dbs\/[^/]+$|^\[format\('\{0\}\/dbs\/\{1\}', /;

const called = ({ type, name }: Resource) => `${type} ${name}`;

/** The type that a role is given on: in a snapshot it stands in the id, in a template in the scope. */
function scopeType({ id, scope }: Resource): string {
  if (scope !== undefined) return /resourceId\('([^']+)'/.exec(scope)?.[1] ?? scope;
  const [, of = ''] = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments\//.exec(id ?? '') ?? [];
  const [, path = ''] = /\/providers\/(.+)$/.exec(of) ?? [];
  const [provider = '', ...parts] = path.split('/');
  return [provider, ...parts.filter((_, index) => index % 2 === 0)].join('/');
}
