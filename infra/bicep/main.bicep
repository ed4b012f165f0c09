import { Process, Size } from 'modules/types.bicep'

metadata description = 'Silos, API processes, storage and their network. Run bootstrap.bicep before, once.'

@description('What the names of all resources begin with, as given to bootstrap.bicep.')
@minLength(3)
@maxLength(16)
param prefix string = 'obs'
param location string = resourceGroup().location
param tags object = {}

@description('The image, without the registry: name and tag.')
param image string

@description('The registry, as bootstrap.bicep put it out.')
param registryServer string

@description('What one process gets: small for some 100,000 active series a silo, medium for 500,000, large for a million.')
@allowed(['small', 'medium', 'large'])
param size string = 'small'

@description('Silos. With fewer than three, one that is lost takes longer to be noticed.')
@minValue(1)
@maxValue(50)
param siloCount int = 3

@minValue(1)
param minApiReplicas int = 2
param maxApiReplicas int = 6

@description('Addresses of the network; a /24 is enough.')
param addressSpace string = '10.90.0.0/24'

@description('How many copies of the data there are, and where.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param redundancy string = 'Standard_ZRS'

@description('Days for which deleted blobs can be brought back.')
param keepDeletedDays int = 7

@description('Days after which blocks that nobody read move to the cool tier; 0: never.')
param coolAfterDays int = 0

@description('Whether the environment spreads over zones; the region must have them.')
param zoneRedundant bool = false

@description('Days for which what processes print is kept.')
param logDays int = 30

@description('The key that makes the tenants\' keys.')
@secure()
@minLength(24)
param operatorKey string

@description('The key with which metrics are scraped.')
@secure()
@minLength(24)
param monitorKey string

@description('How often a silo writes its log at most. Writes are answered that much later, and storage is billed for each.')
param logFlushInterval string = '500ms'

@description('Who gets mails about alerts; empty: nobody.')
param email string = ''

var sizes = {
  small: { cpu: '1.0', memory: '2Gi' }
  medium: { cpu: '2.0', memory: '4Gi' }
  large: { cpu: '4.0', memory: '8Gi' }
}
var processSize Size = sizes[size]
var secrets = { 'operator-key': operatorKey, 'monitor-key': monitorKey }

resource runtime 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: '${prefix}-runtime'
}

module network 'modules/network.bicep' = {
  name: 'network'
  params: { prefix: prefix, location: location, tags: tags, addressSpace: addressSpace }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    prefix: prefix
    location: location
    tags: tags
    networkId: network.outputs.networkId
    endpointsSubnetId: network.outputs.endpointsSubnetId
    redundancy: redundancy
    keepDeletedDays: keepDeletedDays
    coolAfterDays: coolAfterDays
  }
}

module environment 'modules/environment.bicep' = {
  name: 'environment'
  params: {
    prefix: prefix
    location: location
    tags: tags
    appsSubnetId: network.outputs.appsSubnetId
    logDays: logDays
    zoneRedundant: zoneRedundant
  }
}

module dns 'modules/dns.bicep' = {
  name: 'dns'
  params: {
    prefix: prefix
    tags: tags
    networkId: network.outputs.networkId
    domain: environment.outputs.domain
    address: environment.outputs.staticIp
  }
}

var process Process = {
  environmentId: environment.outputs.environmentId
  image: '${registryServer}/${image}'
  registryServer: registryServer
  identityId: runtime.id
  settings: [
    { name: 'Obs__Http__Host', value: '*' }
    { name: 'Obs__Storage__Kind', value: 'azure' }
    { name: 'Obs__Storage__ConnectionString', value: storage.outputs.blobEndpoint }
    { name: 'Obs__Storage__Container', value: storage.outputs.container }
    { name: 'Obs__Storage__ManagedIdentityClientId', value: runtime.properties.clientId }
    { name: 'Obs__Cluster__Kind', value: 'azure' }
    { name: 'Obs__Cluster__ClusterId', value: prefix }
    { name: 'Obs__Cluster__ConnectionString', value: storage.outputs.tableEndpoint }
    { name: 'Obs__Log__FlushInterval', value: logFlushInterval }
    { name: 'Obs__Auth__Enabled', value: 'true' }
    { name: 'Obs__Auth__OperatorKey', secretRef: 'operator-key' }
    { name: 'Obs__Auth__MonitorKey', secretRef: 'monitor-key' }
  ]
}

module silos 'modules/silo.bicep' = [
  for i in range(0, siloCount): {
    name: 'silo-${i}'
    params: {
      name: '${prefix}-silo-${i}'
      location: location
      tags: tags
      process: process
      size: processSize
      address: environment.outputs.staticIp
      siloPort: 11111 + i
      gatewayPort: 30000 + i
      httpPort: 9100 + i
      secrets: secrets
    }
  }
]

module api 'modules/api.bicep' = {
  name: 'api'
  params: {
    name: '${prefix}-api'
    location: location
    tags: tags
    process: process
    size: processSize
    transport: 'auto'
    port: 9009
    minReplicas: minApiReplicas
    maxReplicas: maxApiReplicas
    secrets: secrets
  }
}

module otlp 'modules/api.bicep' = {
  name: 'otlp'
  params: {
    name: '${prefix}-otlp'
    location: location
    tags: tags
    process: process
    size: processSize
    transport: 'http2'
    port: 4317
    minReplicas: minApiReplicas
    maxReplicas: maxApiReplicas
    secrets: secrets
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  dependsOn: [silos, api, otlp]
  params: {
    prefix: prefix
    tags: tags
    apps: concat(map(range(0, siloCount), i => '${prefix}-silo-${i}'), ['${prefix}-api', '${prefix}-otlp'])
    accountId: storage.outputs.accountId
    email: email
  }
}

@description('Where Prometheus, Grafana and OTLP over HTTP go, within the network.')
output apiUrl string = api.outputs.url

@description('Where OTLP over gRPC goes, within the network.')
output otlpUrl string = otlp.outputs.url
