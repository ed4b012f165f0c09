metadata description = 'What somebody who may give rights runs once: identities, their rights within the resource group, and the registry. main.bicep needs none of these rights.'

@description('What the names of all resources begin with; letters, digits and hyphens.')
@minLength(3)
@maxLength(16)
param prefix string = 'obs'
param location string = resourceGroup().location
param tags object = {}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { prefix: prefix, location: location, tags: tags }
}

module registry 'modules/registry.bicep' = {
  name: 'registry'
  params: { prefix: prefix, location: location, tags: tags }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  params: {
    runtimePrincipalId: identity.outputs.runtimePrincipalId
    deploymentPrincipalId: identity.outputs.deploymentPrincipalId
  }
}

output registryServer string = registry.outputs.server
output registryName string = registry.outputs.name
