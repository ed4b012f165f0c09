import { Process, Size } from 'types.bicep'

metadata description = 'One silo. Replicas of an app have no addresses of their own, so each silo is an app with one replica, with ports of its own on the address of the environment.'

@description('The name of the app.')
param name string
param location string
param tags object
param process Process
param size Size

@description('The private address of the environment, at which others reach this silo.')
param address string

@description('Silos reach this one here.')
param siloPort int

@description('API processes reach this one here.')
param gatewayPort int

@description('Its metrics and its state are here.')
param httpPort int

@secure()
param secrets object

module app 'app.bicep' = {
  name: name
  params: {
    name: name
    location: location
    tags: tags
    environmentId: process.environmentId
    image: process.image
    registryServer: process.registryServer
    identityId: process.identityId
    size: size
    secrets: secrets
    settings: concat(process.settings, [
      { name: 'Obs__Role', value: 'silo' }
      { name: 'Obs__Cluster__AdvertisedAddress', value: address }
      { name: 'Obs__Cluster__AdvertisedSiloPort', value: string(siloPort) }
      { name: 'Obs__Cluster__AdvertisedGatewayPort', value: string(gatewayPort) }
      { name: 'Obs__Cluster__ListenAddress', value: '*' }
    ])
    ingress: {
      external: true
      transport: 'tcp'
      targetPort: 11111
      exposedPort: siloPort
      additionalPortMappings: [
        { external: true, targetPort: 30000, exposedPort: gatewayPort }
        { external: true, targetPort: 9009, exposedPort: httpPort }
      ]
    }
    minReplicas: 1
    maxReplicas: 1
    concurrentRequests: 0
    stopWithinSeconds: 120
  }
}
