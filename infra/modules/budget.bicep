metadata description = 'Somebody hears of it when a month gets dearer than planned.'

@description('Name of the budget.')
param name string

@description('Planned cost of a month, in the currency of the subscription.')
@minValue(1)
param amount int

@description('First day of the first month that counts, for example 2027-01-01.')
@minLength(10)
@maxLength(10)
param start string

@description('Who hears of it.')
@minLength(1)
param emails string[]

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    timeGrain: 'Monthly'
    timePeriod: { startDate: '${start}T00:00:00Z' }
    amount: amount
    notifications: {
      eightyPercentSpent: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: emails
      }
      allSpent: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Actual'
        contactEmails: emails
      }
      willBeSpent: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: emails
      }
    }
  }
}
