using './main.bicep'

// For customers: three zones, a private network, locks, a key in hardware, and a budget that somebody hears of.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param tokenAudience = readEnvironmentVariable('TOKEN_AUDIENCE')
param allowedClients = readEnvironmentVariable('ALLOWED_CLIENTS')
param operatorTenantId = readEnvironmentVariable('OPERATOR_TENANT_ID')
param alertEmails = readEnvironmentVariable('ALERT_EMAILS')
param mailDataLocation = readEnvironmentVariable('MAIL_DATA_LOCATION', 'Europe')
param mailDomain = readEnvironmentVariable('MAIL_DOMAIN', '')
param mailDomainVerified = bool(readEnvironmentVariable('MAIL_DOMAIN_VERIFIED', 'false'))

param zoneRedundant = true
param privateNetworking = true
param locked = true
param hardwareKey = true

param cosmosMaxThroughput = int(readEnvironmentVariable('COSMOS_MAX_THROUGHPUT', '10000'))
param cosmosConsistency = 'Strong'
param cosmosSecondaryLocation = readEnvironmentVariable('COSMOS_SECONDARY_LOCATION', '')
param cosmosBackup = 'Continuous30Days'
param logDataRequests = true

param alwaysReadyInstances = 2
param schedulerCapacityUnits = 3

param logRetentionDays = 90
param logDailyCapGb = 20
param monthlyBudget = int(readEnvironmentVariable('MONTHLY_BUDGET', '3000'))
param budgetStart = readEnvironmentVariable('BUDGET_START')
