using './main.bicep'

// A small installation to try things in: pay-per-use everywhere, reached over the public network with Entra tokens.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param tokenAudience = readEnvironmentVariable('TOKEN_AUDIENCE')
param allowedClients = readEnvironmentVariable('ALLOWED_CLIENTS')
param operatorTenantId = readEnvironmentVariable('OPERATOR_TENANT_ID')
param alertEmails = readEnvironmentVariable('ALERT_EMAILS')
param mailDataLocation = readEnvironmentVariable('MAIL_DATA_LOCATION', 'Europe')

param zoneRedundant = false
param privateNetworking = false
param locked = false
param hardwareKey = false

param cosmosMaxThroughput = 0
param cosmosBackup = 'Continuous7Days'
param logDataRequests = false

param alwaysReadyInstances = 0
param schedulerCapacityUnits = 0
param workflowRetentionDays = 7

param logRetentionDays = 30
param logDailyCapGb = 1
param monthlyBudget = 0
