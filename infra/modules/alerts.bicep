metadata description = 'Alerts: what each means and what to do is in docs/operate.md under its name.'

import { Tags } from 'types.bicep'

@description('What the names of alerts begin with.')
param prefix string

@description('Region of the log alerts: that of the workspace.')
param location string

@description('Tags of every resource.')
param tags Tags

@description('Who is told.')
@minLength(1)
param emails string[]

@description('Resource id of the workspace that log alerts ask.')
param workspaceId string

@description('Resource id of the Application Insights component.')
param insightsId string

@description('Resource id of the Cosmos DB account.')
param cosmosId string

@description('Host name of the function app.')
param hostName string

@description('Object id of the app\'s identity: whoever else reads data is reported, where requests to data are logged.')
param principalId string

@description('Whether requests to data are logged.')
param logDataRequests bool

type LogAlert = {
  @description('Name, which is that of its query and of its section in docs/operate.md.')
  name: string

  @description('The query; it answers rows where something is wrong.')
  query: string

  @description('0 is critical, 4 is verbose.')
  severity: 0 | 1 | 2 | 3 | 4

  @description('How often it is asked.')
  every: string

  @description('How far back it looks.')
  window: string
}

var alwaysAsked LogAlert[] = [
  {
    name: 'server-errors'
    query: loadTextContent('../queries/server-errors.kql')
    severity: 1
    every: 'PT5M'
    window: 'PT10M'
  }
  {
    name: 'refused-tokens'
    query: loadTextContent('../queries/refused-tokens.kql')
    severity: 2
    every: 'PT5M'
    window: 'PT10M'
  }
  {
    name: 'standing-workflows'
    query: loadTextContent('../queries/standing-workflows.kql')
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
  }
  {
    name: 'failed-steps'
    query: loadTextContent('../queries/failed-steps.kql')
    severity: 2
    every: 'PT5M'
    window: 'PT15M'
  }
  {
    name: 'undelivered-notifications'
    query: loadTextContent('../queries/undelivered-notifications.kql')
    severity: 2
    every: 'PT15M'
    window: 'PT1H'
  }
  {
    name: 'silence'
    query: loadTextContent('../queries/silence.kql')
    severity: 0
    every: 'PT5M'
    window: 'PT10M'
  }
  {
    name: 'large-partition'
    query: loadTextContent('../queries/large-partition.kql')
    severity: 2
    every: 'PT6H'
    window: 'P1D'
  }
]
var foreignReader LogAlert = {
  name: 'foreign-reader'
  query: replace(loadTextContent('../queries/foreign-reader.kql'), '{identity}', principalId)
  severity: 1
  every: 'PT15M'
  window: 'PT30M'
}
var logAlerts = concat(alwaysAsked, logDataRequests ? [foreignReader] : [])

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${prefix}-people'
  #disable-next-line no-hardcoded-location // Action groups, and what follows without a region, are global.
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'partners'
    emailReceivers: [
      for (email, at) in emails: { name: 'person${at}', emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

resource logAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: '${prefix}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${prefix}: ${alert.name}'
      description: 'docs/operate.md, ${alert.name}'
      enabled: true
      severity: alert.severity
      scopes: [workspaceId]
      evaluationFrequency: alert.every
      windowSize: alert.window
      autoMitigate: true
      // Tables of diagnostic settings come into being with their first row.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

resource storeThrottled 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${prefix}-store-throttled'
  #disable-next-line no-hardcoded-location // Metric alerts are global.
  location: 'global'
  tags: tags
  properties: {
    description: 'docs/operate.md, store-throttled'
    enabled: true
    severity: 2
    scopes: [cosmosId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricNamespace: 'Microsoft.DocumentDB/databaseAccounts'
          metricName: 'TotalRequests'
          dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 20
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource storeBusy 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${prefix}-store-busy'
  #disable-next-line no-hardcoded-location // Metric alerts are global.
  location: 'global'
  tags: tags
  properties: {
    description: 'docs/operate.md, store-busy'
    enabled: true
    severity: 3
    scopes: [cosmosId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'busy'
          metricNamespace: 'Microsoft.DocumentDB/databaseAccounts'
          metricName: 'NormalizedRUConsumption'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 80
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource storeUnavailable 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${prefix}-store-unavailable'
  #disable-next-line no-hardcoded-location // Metric alerts are global.
  location: 'global'
  tags: tags
  properties: {
    description: 'docs/operate.md, store-unavailable'
    enabled: true
    severity: 1
    scopes: [cosmosId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'unavailable'
          metricNamespace: 'Microsoft.DocumentDB/databaseAccounts'
          metricName: 'ServiceAvailability'
          timeAggregation: 'Average'
          operator: 'LessThan'
          threshold: 99
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource reached 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${prefix}-reached'
  location: location
  tags: { ...tags, 'hidden-link:${insightsId}': 'Resource' }
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${prefix}-reached'
    Name: '${prefix}-reached'
    Enabled: true
    Frequency: 300
    Timeout: 30
    Kind: 'standard'
    RetryEnabled: true
    Locations: [
      for id in ['emea-nl-ams-azr', 'emea-ch-zrh-edge', 'us-va-ash-azr', 'us-ca-sjc-azr', 'apac-jp-kaw-edge']: {
        Id: id
      }
    ]
    Request: {
      RequestUrl: 'https://${hostName}/api/v1/health'
      HttpVerb: 'GET'
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 7
    }
  }
}

resource unreachable 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${prefix}-unreachable'
  #disable-next-line no-hardcoded-location // Metric alerts are global.
  location: 'global'
  tags: tags
  properties: {
    description: 'docs/operate.md, unreachable'
    enabled: true
    severity: 0
    scopes: [reached.id, insightsId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: reached.id
      componentId: insightsId
      failedLocationCount: 2
    }
    actions: [{ actionGroupId: people.id }]
  }
}

var troubles = [
  { name: 'azure-trouble', category: 'ServiceHealth', scope: subscription().id }
  { name: 'resource-trouble', category: 'ResourceHealth', scope: resourceGroup().id }
]

resource trouble 'Microsoft.Insights/activityLogAlerts@2020-10-01' = [
  for entry in troubles: {
    name: '${prefix}-${entry.name}'
    #disable-next-line no-hardcoded-location // Alerts on the activity log are global.
    location: 'global'
    tags: tags
    properties: {
      description: 'docs/operate.md, ${entry.name}'
      enabled: true
      scopes: [entry.scope]
      condition: { allOf: [{ field: 'category', equals: entry.category }] }
      actions: { actionGroups: [{ actionGroupId: people.id }] }
    }
  }
]
