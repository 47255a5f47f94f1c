metadata description = 'The one identity that the app runs as. Everything it may do is a role assignment beside the thing.'

import { Tags } from 'types.bicep'

@description('Name of the managed identity.')
param name string

@description('Region of the managed identity.')
param location string

@description('Tags of every resource.')
param tags Tags

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id, by which the app takes the identity on.')
output id string = identity.id

@description('Client id, by which the app asks for tokens.')
output clientId string = identity.properties.clientId

@description('Object id: who role assignments and the federated credential are for.')
output principalId string = identity.properties.principalId
