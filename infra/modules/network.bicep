metadata description = 'The private network: one subnet that the app reaches out from, one for private endpoints, one fixed way out.'

import { Tags } from 'types.bicep'

@description('Name of the virtual network; the names of its parts begin with it.')
param name string

@description('Region of the network.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('Address space of the network: a /16 to /24 that nothing else in reach uses.')
param addressPrefix string

resource wayOutAddress 'Microsoft.Network/publicIPAddresses@2026-01-01' = {
  name: '${name}-out'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

// Subnets have no way out of their own; Microsoft Entra ID, Graph and the mail service are reached through this one.
resource wayOut 'Microsoft.Network/natGateways@2026-01-01' = {
  name: '${name}-out'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: {
    publicIpAddresses: [{ id: wayOutAddress.id }]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2026-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          defaultOutboundAccess: false
          natGateway: { id: wayOut.id }
          delegations: [
            {
              name: 'flex'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          defaultOutboundAccess: false
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

@description('Resource id of the network, to link private DNS zones to.')
output id string = network.id

@description('Resource id of the subnet that the app reaches out from.')
output appSubnetId string = network::app.id

@description('Resource id of the subnet of private endpoints.')
output endpointSubnetId string = network::endpoints.id
