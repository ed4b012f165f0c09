using 'main.bicep'

param image = 'orleans-obs:0.1.0'
param registryServer = readEnvironmentVariable('OBS_REGISTRY', 'registry.example')
param operatorKey = readEnvironmentVariable('OBS_OPERATOR_KEY', 'replace-this-key-before-use')
param monitorKey = readEnvironmentVariable('OBS_MONITOR_KEY', 'replace-that-key-before-use')
param size = 'medium'
param siloCount = 3
