@description('What the names of all resources begin with.')
param prefix string
param tags object

@description('Names of the apps to watch.')
param apps array

@description('The storage account to watch.')
param accountId string

@description('Who gets a mail; empty: nobody, alerts can be seen in the portal.')
param email string

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: '${prefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: take(prefix, 12)
    enabled: true
    emailReceivers: [
      { name: 'operators', emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

var actions = empty(email) ? [] : [{ actionGroupId: operators.id }]

resource watched 'Microsoft.App/containerApps@2024-03-01' existing = [
  for app in apps: {
    name: app
  }
]

resource restarts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for (app, i) in apps: {
    name: '${app}-restarts'
    location: 'global'
    tags: tags
    properties: {
      description: 'A process restarted several times within a quarter of an hour: read what it printed last.'
      severity: 1
      enabled: true
      scopes: [watched[i].id]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      actions: actions
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: 'restarts'
            metricName: 'RestartCount'
            operator: 'GreaterThan'
            threshold: 3
            timeAggregation: 'Maximum'
          }
        ]
      }
    }
  }
]

resource throttling 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-throttling'
  location: 'global'
  tags: tags
  properties: {
    description: 'The storage account turns requests away: writes wait and are refused. Spread tenants over accounts, or ask for a higher limit.'
    severity: 2
    enabled: true
    scopes: [accountId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    actions: actions
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricName: 'Transactions'
          operator: 'GreaterThan'
          threshold: 10
          timeAggregation: 'Total'
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: [
                'ServerBusyError'
                'ClientThrottlingError'
                'ClientAccountBandwidthThrottlingError'
                'ClientAccountRequestThrottlingError'
              ]
            }
          ]
        }
      ]
    }
  }
}

resource availability 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-storage-availability'
  location: 'global'
  tags: tags
  properties: {
    description: 'Requests to the storage account fail: nothing can be made durable, writes get 503.'
    severity: 1
    enabled: true
    scopes: [accountId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    autoMitigate: true
    actions: actions
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'available'
          metricName: 'Availability'
          operator: 'LessThan'
          threshold: 99
          timeAggregation: 'Average'
        }
      ]
    }
  }
}
