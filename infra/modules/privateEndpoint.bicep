metadata description = 'A private way to one resource: the endpoint, and the name by which it is found within the network.'

import { Tags } from 'types.bicep'

@description('Name of the private endpoint.')
param name string

@description('Region of the endpoint: that of the network.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('Resource id of the virtual network that the name is known in.')
param networkId string

@description('Resource id of the subnet that the endpoint is in.')
param subnetId string

@description('Resource id of what is reached.')
param targetId string

@description('Which part of the target is reached, as its resource type calls it.')
param groupId string

@description('The private DNS zone of that part.')
param zoneName string

resource endpoint 'Microsoft.Network/privateEndpoints@2026-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: {
          privateLinkServiceId: targetId
          groupIds: [groupId]
        }
      }
    ]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: groupId
          properties: { privateDnsZoneId: zone.id }
        }
      ]
    }
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zoneName
  #disable-next-line no-hardcoded-location // Private DNS zones are in no region.
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    #disable-next-line no-hardcoded-location // Nor are their links.
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
}
