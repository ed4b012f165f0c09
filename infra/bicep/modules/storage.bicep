@description('What the names of all resources begin with.')
param prefix string
param location string
param tags object
param networkId string
param endpointsSubnetId string

@description('How many copies of the data there are, and where.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param redundancy string

@description('Days for which deleted blobs can be brought back.')
@minValue(1)
@maxValue(365)
param keepDeletedDays int

@description('Days after which blocks that nobody read move to the cool tier; 0: never.')
@minValue(0)
param coolAfterDays int

var services = ['blob', 'table']

// Append blobs are billed differently, and some operations are missing, with a hierarchical namespace: it stays off.
resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: take('${replace(toLower(prefix), '-', '')}${uniqueString(resourceGroup().id)}', 24)
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    isHnsEnabled: false
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Disabled'
    supportsHttpsTrafficOnly: true
    networkAcls: { defaultAction: 'Deny', bypass: 'None' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: keepDeletedDays }
      lastAccessTimeTrackingPolicy: coolAfterDays > 0
        ? { enable: true, name: 'AccessTimeTracking', trackingGranularityInDays: 1, blobType: ['blockBlob'] }
        : { enable: false }
    }

    resource container 'containers' = {
      name: 'obs'
      properties: { publicAccess: 'None' }
    }
  }

  resource tables 'tableServices' = {
    name: 'default'
  }

  resource lifecycle 'managementPolicies' = if (coolAfterDays > 0) {
    name: 'default'
    dependsOn: [blobs]
    properties: {
      policy: {
        rules: [
          {
            enabled: true
            name: 'cool-blocks'
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['obs/tenants/'] }
              actions: {
                baseBlob: {
                  tierToCool: { daysAfterLastAccessTimeGreaterThan: coolAfterDays }
                  enableAutoTierToHotFromCool: true
                }
              }
            }
          }
        ]
      }
    }
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2020-06-01' = [
  for service in services: {
    name: 'privatelink.${service}.${environment().suffixes.storage}'
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [
  for (service, i) in services: {
    parent: zones[i]
    name: '${prefix}-${service}'
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: networkId } }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2023-11-01' = [
  for service in services: {
    name: '${prefix}-${service}'
    location: location
    tags: tags
    properties: {
      subnet: { id: endpointsSubnetId }
      privateLinkServiceConnections: [
        { name: service, properties: { privateLinkServiceId: account.id, groupIds: [service] } }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = [
  for (service, i) in services: {
    parent: endpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        { name: service, properties: { privateDnsZoneId: zones[i].id } }
      ]
    }
  }
]

output accountId string = account.id
output blobEndpoint string = account.properties.primaryEndpoints.blob
output tableEndpoint string = account.properties.primaryEndpoints.table
output container string = account::blobs::container.name
