metadata description = 'The key that seals the audit log. It never leaves the vault, and the app may only use it.'

import { Protection, Tags } from 'types.bicep'

@description('Name of the key vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Region of the vault.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('How what holds data is protected.')
param protection Protection

@description('Whether the key is kept in a hardware security module.')
param hardware bool

@description('Resource id of the workspace that every use of the key is logged to.')
param workspaceId string

@description('Name of the identity that seals. It is known before the identity is made, and so names role assignments.')
param identityName string

@description('Object id of that identity.')
param principalId string

var cryptoUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '12338af0-0e69-4776-bea7-57ae8d297424'
)

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: hardware ? 'premium' : 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: protection.privateOnly ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: protection.privateOnly ? 'Deny' : 'Allow'
      bypass: 'None'
    }
  }

  // ES256. Old versions stay enabled: what they sealed must stay verifiable.
  resource sealKey 'keys' = {
    name: 'audit-seal'
    properties: {
      kty: hardware ? 'EC-HSM' : 'EC'
      curveName: 'P-256'
      keyOps: ['sign', 'verify']
      attributes: { enabled: true, exportable: false }
    }
  }
}

resource maySeal 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault::sealKey
  name: guid(vault::sealKey.id, identityName, cryptoUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: cryptoUser
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (protection.locked) {
  scope: vault
  name: 'keep'
  properties: {
    level: 'CanNotDelete'
    notes: 'Without its key no seal of the audit log can be made.'
  }
}

@description('Resource id of the vault.')
output id string = vault.id

@description('The key that seals, without a version: the newest one signs.')
output sealKeyUrl string = vault::sealKey.properties.keyUri
