metadata description = 'The Durable Task Scheduler: it keeps the histories of workflows, which hold ids and times and nothing else.'

import { Protection, Tags } from 'types.bicep'

@description('Name of the scheduler.')
@minLength(3)
@maxLength(64)
param name string

@description('Region of the scheduler.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('How what holds data is protected.')
param protection Protection

@description('Name of the task hub.')
param taskHubName string

@description('Capacity units of a dedicated scheduler, 3 for high availability; 0 for pay-per-use.')
@minValue(0)
@maxValue(3)
param capacityUnits int

@description('Days after which histories of ended workflows are deleted.')
@minValue(1)
@maxValue(30)
param retentionDays int

@description('Resource id of the workspace that logs go to.')
param workspaceId string

@description('Name of the identity that runs workflows. It is known before the identity is made, and so names role assignments.')
param identityName string

@description('Object id of that identity.')
param principalId string

// Starting workflows and running them; the narrower Worker role does not start any.
var dataContributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '0ad04412-c4d5-4796-b79c-f76d14c8d402'
)

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: capacityUnits == 0 ? { name: 'Consumption' } : { name: 'Dedicated', capacity: capacityUnits }
    publicNetworkAccess: protection.privateOnly ? 'Disabled' : 'Enabled'
    // An empty list would let nobody in. Every caller shows an Entra token; there are no keys.
    ipAllowlist: ['0.0.0.0/0']
  }

  resource taskHub 'taskHubs' = {
    name: taskHubName
  }

  resource retention 'retentionPolicies' = {
    name: 'default'
    properties: {
      retentionPolicies: [{ retentionPeriodInDays: retentionDays }]
    }
  }
}

resource mayRun 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scheduler::taskHub
  name: guid(scheduler::taskHub.id, identityName, dataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: dataContributor
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: scheduler
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

@description('Resource id of the scheduler.')
output id string = scheduler.id

@description('Where the scheduler is; never built by hand.')
output endpoint string = scheduler.properties.endpoint

@description('Name of the task hub.')
output taskHubName string = scheduler::taskHub.name
