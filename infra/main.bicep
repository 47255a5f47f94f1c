metadata description = 'All that the service needs in Azure, in one resource group. Deployed at the scope of a subscription.'

targetScope = 'subscription'

@description('Name of this installation, for example partners-dev. Names of resources are made of it.')
@minLength(3)
@maxLength(20)
param environmentName string

@description('Region of everything. It decides where customer data is kept.')
@minLength(3)
param location string

@description('Tags of every resource, besides the one that azd finds its environment by.')
param tags Tags = {}

// Who may call -------------------------------------------------------------------------------------------------------

@description('Client id of the API\'s application in Microsoft Entra ID: the audience of its tokens.')
@minLength(36)
@maxLength(36)
param tokenAudience string

@description('Client ids of the applications that may call, separated by commas.')
@minLength(36)
param allowedClients string

@description('Tenant of whoever runs this service.')
@minLength(36)
@maxLength(36)
param operatorTenantId string

// How it is protected ------------------------------------------------------------------------------------------------

@description('Whether instances and data are spread over several zones.')
param zoneRedundant bool

@description('Whether the database, storage, the scheduler and the vault are reached through private endpoints only.')
param privateNetworking bool

@description('Address space of the private network: a /24 or larger.')
@minLength(9)
@maxLength(18)
param networkAddressPrefix string = '10.80.0.0/24'

@description('Whether nobody can delete by mistake what holds data.')
param locked bool

@description('Whether the key that seals the audit log is kept in a hardware security module.')
param hardwareKey bool

// The database -------------------------------------------------------------------------------------------------------

@description('Most request units a second of the container of tenants\' data (autoscale, a multiple of 1000); 0 for serverless.')
@minValue(0)
@maxValue(1000000)
param cosmosMaxThroughput int

@description('Consistency of the database. Weaker levels would let a right live on that was taken away.')
@allowed(['Strong', 'BoundedStaleness'])
param cosmosConsistency string = 'Strong'

@description('A second region for the database, which takes over when the first is lost; empty for none.')
param cosmosSecondaryLocation string = ''

@description('How far back the database can be restored.')
@allowed(['Continuous7Days', 'Continuous30Days'])
param cosmosBackup string

@description('Whether every request to data is logged, and reads by others than the app raise an alert.')
param logDataRequests bool

// The app ------------------------------------------------------------------------------------------------------------

@description('Memory of one instance in megabytes.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances at a time.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Instances that always stand ready to answer requests.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int

@description('Capacity units of a dedicated scheduler of workflows, 3 for high availability; 0 for pay-per-use.')
@minValue(0)
@maxValue(3)
param schedulerCapacityUnits int

@description('Days after which histories of ended workflows are deleted.')
@minValue(1)
@maxValue(30)
param workflowRetentionDays int = 30

// E-mail -------------------------------------------------------------------------------------------------------------

@description('Where the mail service keeps data at rest.')
param mailDataLocation string

@description('A domain of one\'s own to send from; empty for the one that Azure gives.')
param mailDomain string = ''

@description('Whether the DNS records of that domain are verified.')
param mailDomainVerified bool = false

// Who is told, and of what -------------------------------------------------------------------------------------------

@description('E-mail addresses, separated by commas, that hear of alerts and of cost.')
@minLength(3)
param alertEmails string

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('Gigabytes of logs a day after which no more are taken until the next day.')
@minValue(1)
@maxValue(1000)
param logDailyCapGb int

@description('Planned cost of a month in the currency of the subscription; 0 for no budget.')
@minValue(0)
param monthlyBudget int

@description('First day of the first month that the budget counts, for example 2027-01-01.')
@minLength(10)
@maxLength(10)
param budgetStart string = '2027-01-01'

import { Protection, Tags } from 'modules/types.bicep'

// Impossible combinations fail before anything is made.
var secondaryLocation = cosmosMaxThroughput == 0 && cosmosSecondaryLocation != ''
  ? fail('A serverless database has one region: set cosmosMaxThroughput or leave cosmosSecondaryLocation empty.')
  : cosmosSecondaryLocation
var maxThroughput = cosmosMaxThroughput % 1000 != 0
  ? fail('cosmosMaxThroughput goes in steps of 1000.')
  : cosmosMaxThroughput

var databaseName = 'partner-management'
// The scheduler knows the hub by this name, and host.json reads it from the setting TASKHUB_NAME.
var taskHubName = 'PartnerManagement'
var hubAsApp = 'TaskHub=${taskHubName};Authentication=ManagedIdentity;ClientID='
var identityName = 'id-${environmentName}'
var suffix = uniqueString(subscription().id, environmentName, location)
var allTags Tags = { ...tags, 'azd-env-name': environmentName }
var protection Protection = { zoneRedundant: zoneRedundant, privateOnly: privateNetworking, locked: locked }
var emails = map(split(alertEmails, ','), email => trim(email))

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  name: 'identity'
  params: {
    name: identityName
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    workspaceName: 'log-${environmentName}'
    insightsName: 'appi-${environmentName}'
    location: location
    tags: allTags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
    identityName: identityName
    principalId: identity.outputs.principalId
  }
}

module cosmos 'modules/cosmos.bicep' = {
  scope: group
  name: 'cosmos'
  params: {
    name: 'cosmos-${suffix}'
    location: location
    tags: allTags
    protection: protection
    databaseName: databaseName
    secondaryLocation: secondaryLocation
    consistency: cosmosConsistency
    maxThroughput: maxThroughput
    backup: cosmosBackup
    logDataRequests: logDataRequests
    workspaceId: monitoring.outputs.workspaceId
    identityName: identityName
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  name: 'storage'
  params: {
    name: 'st${suffix}'
    location: location
    tags: allTags
    protection: protection
    workspaceId: monitoring.outputs.workspaceId
    identityName: identityName
    principalId: identity.outputs.principalId
  }
}

module durableTask 'modules/durableTask.bicep' = {
  scope: group
  name: 'durableTask'
  params: {
    name: 'dts-${suffix}'
    location: location
    tags: allTags
    protection: protection
    taskHubName: taskHubName
    capacityUnits: schedulerCapacityUnits
    retentionDays: workflowRetentionDays
    workspaceId: monitoring.outputs.workspaceId
    identityName: identityName
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  name: 'vault'
  params: {
    name: 'kv-${suffix}'
    location: location
    tags: allTags
    protection: protection
    hardware: hardwareKey
    workspaceId: monitoring.outputs.workspaceId
    identityName: identityName
    principalId: identity.outputs.principalId
  }
}

module mail 'modules/mail.bicep' = {
  scope: group
  name: 'mail'
  params: {
    name: 'mail-${suffix}'
    tags: allTags
    dataLocation: mailDataLocation
    domainName: mailDomain
    domainVerified: mailDomainVerified
    workspaceId: monitoring.outputs.workspaceId
    identityName: identityName
    principalId: identity.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  scope: group
  name: 'network'
  params: {
    name: 'vnet-${environmentName}'
    location: location
    tags: allTags
    addressPrefix: networkAddressPrefix
  }
}

var privateTargets = [
  { name: 'cosmos', part: 'Sql', zone: 'privatelink.documents.azure.com' }
  { name: 'storage', part: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { name: 'durableTask', part: 'scheduler', zone: 'privatelink.durabletask.io' }
  { name: 'vault', part: 'vault', zone: 'privatelink.vaultcore.azure.net' }
]
var targetIds = {
  cosmos: cosmos.outputs.id
  storage: storage.outputs.id
  durableTask: durableTask.outputs.id
  vault: vault.outputs.id
}

module privateEndpoints 'modules/privateEndpoint.bicep' = [
  for target in privateTargets: if (privateNetworking) {
    scope: group
    name: 'privateEndpoint-${target.name}'
    params: {
      name: 'pe-${environmentName}-${target.name}'
      location: location
      tags: allTags
      networkId: network!.outputs.id
      subnetId: network!.outputs.endpointSubnetId
      targetId: targetIds[target.name]
      groupId: target.part
      zoneName: target.zone
    }
  }
]

module functionApp 'modules/functionApp.bicep' = {
  scope: group
  name: 'functionApp'
  params: {
    name: 'func-${suffix}'
    planName: 'plan-${environmentName}'
    location: location
    tags: allTags
    protection: protection
    identityId: identity.outputs.id
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    packagesUrl: storage.outputs.packagesUrl
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    workspaceId: monitoring.outputs.workspaceId
    settings: {
      AZURE_CLIENT_ID: identity.outputs.clientId
      COSMOS_ENDPOINT: cosmos.outputs.endpoint
      COSMOS_DATABASE: cosmos.outputs.databaseName
      TOKEN_AUDIENCE: tokenAudience
      ALLOWED_CLIENTS: allowedClients
      OPERATOR_TENANT_ID: operatorTenantId
      AUDIT_SIGNING_KEY: vault.outputs.sealKeyUrl
      MAIL_ENDPOINT: mail.outputs.endpoint
      MAIL_SENDER: mail.outputs.sender
    }
    hostSettings: {
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.outputs.clientId
      AzureWebJobsStorage__blobServiceUri: storage.outputs.blobEndpoint
      AzureWebJobsDisableHomepage: 'true'
      // The product refuses what is larger than 64 KB with a 413 of its own; the host would answer an empty 500.
      FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '1048576'
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${durableTask.outputs.endpoint};${hubAsApp}${identity.outputs.clientId}'
      TASKHUB_NAME: durableTask.outputs.taskHubName
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
    }
  }
  // The app starts with its rights and its way to what it needs.
  dependsOn: [privateEndpoints]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    prefix: environmentName
    location: location
    tags: allTags
    emails: emails
    workspaceId: monitoring.outputs.workspaceId
    insightsId: monitoring.outputs.insightsId
    cosmosId: cosmos.outputs.id
    hostName: functionApp.outputs.hostName
    principalId: identity.outputs.principalId
    logDataRequests: logDataRequests
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0) {
  scope: group
  name: 'budget'
  params: {
    name: 'budget-${environmentName}'
    amount: max(monthlyBudget, 1)
    start: budgetStart
    emails: emails
  }
}

@description('Resource group of the installation.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Where the API answers.')
output API_URL string = 'https://${functionApp.outputs.hostName}/api/v1'

@description('Name of the function app.')
output AZURE_FUNCTION_APP_NAME string = functionApp.outputs.name

@description('Object id of the app\'s identity: the subject of the federated credential of the API\'s application.')
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
