metadata description = 'E-mail over Azure Communication Services, from a domain of Azure or from one of one\'s own.'

import { Tags } from 'types.bicep'

@description('Name of both the communication resource and its e-mail service.')
param name string

@description('Tags of every resource.')
param tags Tags

@description('Where the service keeps data at rest.')
@allowed([
  'Africa'
  'Asia Pacific'
  'Australia'
  'Brazil'
  'Canada'
  'Europe'
  'France'
  'Germany'
  'India'
  'Japan'
  'Korea'
  'Norway'
  'Switzerland'
  'UAE'
  'UK'
  'United States'
])
param dataLocation string

@description('A domain of one\'s own to send from; empty for the one that Azure gives.')
param domainName string

@description('Whether the records of that domain are verified: until then mail comes from the one that Azure gives.')
param domainVerified bool

@description('Resource id of the workspace that deliveries are logged to.')
param workspaceId string

@description('Name of the identity that sends. It is known before the identity is made, and so names role assignments.')
param identityName string

@description('Object id of that identity.')
param principalId string

// The narrowest built-in role that may send; the service does not honour custom ones. It reaches this resource only.
var communicationOwner = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '09976791-48a7-449e-bb21-39d1a415f350'
)
var ownDomain = domainName != ''
var sendFromOwn = ownDomain && domainVerified

resource service 'Microsoft.Communication/emailServices@2025-09-01' = {
  name: name
  #disable-next-line no-hardcoded-location // The service is in no region; where data is kept is dataLocation.
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }

  resource given 'domains' = {
    name: 'AzureManagedDomain'
    #disable-next-line no-hardcoded-location // As its service.
    location: 'global'
    tags: tags
    properties: { domainManagement: 'AzureManaged', userEngagementTracking: 'Disabled' }
  }
}

resource own 'Microsoft.Communication/emailServices/domains@2025-09-01' = if (ownDomain) {
  parent: service
  name: ownDomain ? domainName : 'none'
  #disable-next-line no-hardcoded-location // As its service.
  location: 'global'
  tags: tags
  properties: { domainManagement: 'CustomerManaged', userEngagementTracking: 'Disabled' }
}

resource communication 'Microsoft.Communication/communicationServices@2025-09-01' = {
  name: name
  #disable-next-line no-hardcoded-location // As the e-mail service.
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: [sendFromOwn ? own.id : service::given.id]
  }
}

resource maySend 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: communication
  name: guid(communication.id, identityName, communicationOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: communicationOwner
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: communication
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

@description('Where mail is handed over.')
output endpoint string = 'https://${communication.properties.hostName}'

@description('The address that mail comes from.')
output sender string = 'DoNotReply@${sendFromOwn ? domainName : service::given.properties.mailFromSenderDomain}'
