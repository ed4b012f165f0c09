@description('What the names of all resources begin with.')
param prefix string
param location string
param tags object

@description('Runs the processes: it reads and writes blobs and tables, and pulls the image.')
resource runtime 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${prefix}-runtime'
  location: location
  tags: tags
}

@description('Deploys main.bicep from a pipeline: it changes resources, and can give no rights.')
resource deployment 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${prefix}-deployment'
  location: location
  tags: tags
}

output runtimeId string = runtime.id
output runtimeClientId string = runtime.properties.clientId
output runtimePrincipalId string = runtime.properties.principalId
output deploymentPrincipalId string = deployment.properties.principalId
