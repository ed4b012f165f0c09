import { Size } from 'types.bicep'

@description('The name of the app.')
param name string
param location string
param tags object
param environmentId string
param image string
param registryServer string

@description('The identity that the process runs as.')
param identityId string
param size Size

@description('Settings of the process: each with a value, or with secretRef.')
param settings array

@description('What settings refer to.')
@secure()
param secrets object

@description('Where the app listens, and who reaches it.')
param ingress object
param minReplicas int
param maxReplicas int

@description('Requests at the same time per replica beyond which another one starts; 0: the number of replicas is fixed.')
param concurrentRequests int

@description('Seconds that a process gets to release its shards and to answer what it has accepted.')
param stopWithinSeconds int

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: ingress
      registries: [
        { server: registryServer, identity: identityId }
      ]
      secrets: map(items(secrets), secret => { name: secret.key, value: secret.value })
    }
    template: {
      terminationGracePeriodSeconds: stopWithinSeconds
      containers: [
        {
          name: 'obs'
          image: image
          env: settings
          resources: { cpu: json(size.cpu), memory: size.memory }
          probes: [
            // A silo reads the log of its predecessor before it is ready: minutes, at worst.
            { type: 'Startup', httpGet: { path: '/-/healthy', port: 9009 }, periodSeconds: 5, failureThreshold: 60 }
            {
              type: 'Liveness'
              httpGet: { path: '/-/healthy', port: 9009 }
              periodSeconds: 10
              failureThreshold: 6
              timeoutSeconds: 5
            }
            {
              type: 'Readiness'
              httpGet: { path: '/-/ready', port: 9009 }
              periodSeconds: 5
              failureThreshold: 2
              timeoutSeconds: 5
            }
          ]
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: concurrentRequests > 0
          ? [
              { name: 'requests', http: { metadata: { concurrentRequests: string(concurrentRequests) } } }
            ]
          : []
      }
    }
  }
}

output fqdn string = app.properties.configuration.ingress.fqdn
