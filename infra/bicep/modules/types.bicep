@export()
@description('What one process gets.')
type Size = {
  @description('Cores, as Container Apps writes them: 0.5, 1.0, ...')
  cpu: string

  @description('Memory, twice as many Gi as cores.')
  memory: string
}

@export()
@description('What every process needs to know.')
type Process = {
  environmentId: string
  image: string
  registryServer: string
  identityId: string

  @description('Settings that all processes share.')
  settings: array
}
