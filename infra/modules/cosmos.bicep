metadata description = 'The database. Containers and what of them is indexed are the product\'s own declaration, shared/data/containers.json.'

import { Protection, Tags } from 'types.bicep'

@description('Name of the Cosmos DB account.')
@minLength(3)
@maxLength(44)
param name string

@description('Region of the account.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('How what holds data is protected.')
param protection Protection

@description('Name of the database.')
param databaseName string

@description('A second region that takes over when the first is lost; empty for none.')
param secondaryLocation string

@description('Strong: whatever was answered is seen by every read, in every region. Bounded staleness: the same in the region that is written to, which is the one that the product reads.')
@allowed(['Strong', 'BoundedStaleness'])
param consistency string

@description('Most request units a second of the container that holds tenants\' data (autoscale, a tenth of it is the least); 0 for serverless.')
@minValue(0)
@maxValue(1000000)
param maxThroughput int

@description('How far back continuous backup goes.')
@allowed(['Continuous7Days', 'Continuous30Days'])
param backup string

@description('Whether every request to data is logged, which tells who read what and costs by the request.')
param logDataRequests bool

@description('Resource id of the workspace that logs go to.')
param workspaceId string

@description('Name of the identity that the product runs as. It is known before the identity is made, and so names role assignments.')
param identityName string

@description('Object id of that identity.')
param principalId string

type Container = {
  @description('Member of the documents that is the partition key.')
  partitionKey: string

  @description('Whether documents may say when they expire.')
  expiring: bool

  @description('Members that queries filter and order by; a member that holds a list ends in [].')
  indexed: string[]
}

type Containers = {
  @description('One container, by its name.')
  *: Container
}

var containers Containers = loadJsonContent('../../shared/data/containers.json')
var serverless = maxThroughput == 0
var throughputOfOthers = 1000
var regions = secondaryLocation == '' ? [location] : [location, secondaryLocation]

resource account 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [
      for (region, at) in regions: {
        locationName: region
        failoverPriority: at
        isZoneRedundant: protection.zoneRedundant
      }
    ]
    enableAutomaticFailover: length(regions) > 1
    enableMultipleWriteLocations: false
    consistencyPolicy: consistency == 'Strong'
      ? { defaultConsistencyLevel: 'Strong' }
      : { defaultConsistencyLevel: 'BoundedStaleness', maxStalenessPrefix: 100000, maxIntervalInSeconds: 300 }
    capabilities: serverless ? [{ name: 'EnableServerless' }] : []
    capacity: {
      totalThroughputLimit: serverless ? -1 : length(regions) * (maxThroughput + 3 * throughputOfOthers)
    }
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: { tier: backup }
    }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: protection.privateOnly ? 'Disabled' : 'Enabled'
    networkAclBypass: 'None'
  }

  resource database 'sqlDatabases' = {
    name: databaseName
    properties: {
      resource: { id: databaseName }
    }

    @batchSize(1)
    resource container 'containers' = [
      for entry in items(containers): {
        name: entry.key
        properties: {
          options: serverless
            ? {}
            : { autoscaleSettings: { maxThroughput: entry.key == 'tenants' ? maxThroughput : throughputOfOthers } }
          resource: {
            id: entry.key
            partitionKey: {
              kind: 'Hash'
              version: 2
              paths: ['/${entry.value.partitionKey}']
            }
            ...(entry.value.expiring ? { defaultTtl: -1 } : {})
            // Only what is asked for is indexed: every further path would make every write dearer.
            indexingPolicy: {
              automatic: true
              indexingMode: 'consistent'
              includedPaths: map(
                entry.value.indexed,
                member => { path: '/${replace(replace(member, '.', '/'), '[]', '/[]')}/?' }
              )
              excludedPaths: [{ path: '/*' }]
            }
          }
        }
      }
    ]
  }

  // What the product does and nothing besides: it never upserts, calls no procedure and reads no feed of changes.
  resource readAndWrite 'sqlRoleDefinitions' = {
    name: guid(account.id, databaseName, 'read and write documents')
    properties: {
      roleName: 'Read and write documents'
      type: 'CustomRole'
      assignableScopes: [databaseScope]
      permissions: [
        {
          dataActions: [
            'Microsoft.DocumentDB/databaseAccounts/readMetadata'
            'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/executeQuery'
            'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/read'
            'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/create'
            'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/replace'
            'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/delete'
          ]
        }
      ]
    }
  }

  resource mayReadAndWrite 'sqlRoleAssignments' = {
    name: guid(account.id, databaseName, identityName)
    properties: {
      principalId: principalId
      roleDefinitionId: readAndWrite.id
      scope: databaseScope
    }
    dependsOn: [database]
  }
}

// The data plane writes a database's scope its own way.
var databaseScope = '${resourceId('Microsoft.DocumentDB/databaseAccounts', name)}/dbs/${databaseName}'

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      for category in concat(
        ['ControlPlaneRequests', 'PartitionKeyStatistics', 'PartitionKeyRUConsumption', 'QueryRuntimeStatistics'],
        logDataRequests ? ['DataPlaneRequests'] : []
      ): { category: category, enabled: true }
    ]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (protection.locked) {
  scope: account
  name: 'keep'
  properties: {
    level: 'CanNotDelete'
    notes: 'It holds everything that customers and partners own.'
  }
}

@description('Resource id of the account.')
output id string = account.id

@description('Endpoint of the account.')
output endpoint string = account.properties.documentEndpoint

@description('Name of the database.')
output databaseName string = account::database.name
