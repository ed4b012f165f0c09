@description('What the names of all resources begin with.')
param prefix string
param location string
param tags object
param appsSubnetId string

@description('Days for which what processes print is kept.')
@minValue(30)
@maxValue(730)
param logDays int

@description('Whether the environment spreads over zones; the region must have them.')
param zoneRedundant bool

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${prefix}-logs'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logDays
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${prefix}-environment'
  location: location
  tags: tags
  properties: {
    zoneRedundant: zoneRedundant
    vnetConfiguration: { internal: true, infrastructureSubnetId: appsSubnetId }
    workloadProfiles: [
      { name: 'Consumption', workloadProfileType: 'Consumption' }
    ]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

output environmentId string = environment.id
output staticIp string = environment.properties.staticIp
output domain string = environment.properties.defaultDomain
