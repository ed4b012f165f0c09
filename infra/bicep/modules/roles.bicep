@description('The identity that runs the processes.')
param runtimePrincipalId string

@description('The identity that deploys main.bicep.')
param deploymentPrincipalId string

// Built-in roles, by the ids that are the same in every tenant.
var roles = {
  blobData: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' // Storage Blob Data Contributor
  tableData: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor
  acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d' // AcrPull
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c' // Contributor: no rights to give rights
}

var assignments = [
  { principal: runtimePrincipalId, role: roles.blobData }
  { principal: runtimePrincipalId, role: roles.tableData }
  { principal: runtimePrincipalId, role: roles.acrPull }
  { principal: deploymentPrincipalId, role: roles.contributor }
]

resource assigned 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for assignment in assignments: {
    name: guid(resourceGroup().id, assignment.principal, assignment.role)
    properties: {
      principalId: assignment.principal
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', assignment.role)
    }
  }
]
