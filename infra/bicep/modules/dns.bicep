metadata description = 'Names of apps resolve to the private address of their environment within the network.'

@description('What the names of all resources begin with.')
param prefix string
param tags object
param networkId string

@description('The domain of the environment.')
param domain string

@description('The private address of the environment.')
param address string

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: domain
  location: 'global'
  tags: tags

  resource everything 'A' = {
    name: '*'
    properties: {
      ttl: 300
      aRecords: [
        { ipv4Address: address }
      ]
    }
  }

  resource link 'virtualNetworkLinks' = {
    name: '${prefix}-apps'
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: networkId } }
  }
}
