import { Process, Size } from 'types.bicep'

metadata description = 'Processes with the APIs and without shards, as many as requests need. One app speaks HTTP on the main port, another one OTLP over gRPC, which needs HTTP/2 from end to end.'

@description('The name of the app.')
param name string
param location string
param tags object
param process Process
param size Size

@description('auto for the HTTP APIs, http2 for gRPC.')
@allowed(['auto', 'http2'])
param transport string

@description('The port of the process that the ingress forwards to.')
param port int

@minValue(1)
param minReplicas int
param maxReplicas int

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
      { name: 'Obs__Role', value: 'api' }
    ])
    ingress: {
      external: true
      transport: transport
      targetPort: port
      allowInsecure: false
    }
    minReplicas: minReplicas
    maxReplicas: maxReplicas
    concurrentRequests: 100
    stopWithinSeconds: 90
  }
}
output url string = 'https://${app.outputs.fqdn}'
