import { describe, expect, test } from '@jest/globals';

import { parseNcrontab } from '../../../local/host/parseNcrontab.ts';

describe('the next instant', () => {
  test.each([
    ['0 */5 * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:05:00.000Z'],
    ['0 */5 * * * *', '2026-01-01T00:04:59.999Z', '2026-01-01T00:05:00.000Z'],
    ['*/5 * * * *', '2026-01-01T00:07:00Z', '2026-01-01T00:10:00.000Z'],
    ['* * * * * *', '2026-01-01T00:00:00.500Z', '2026-01-01T00:00:01.000Z'],
    ['30 15 3 * * *', '2026-12-31T03:15:30Z', '2027-01-01T03:15:30.000Z'],
    ['0 0 0 1 1 *', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['0 0 12 * * MON-FRI', '2026-11-20T12:00:00Z', '2026-11-23T12:00:00.000Z'],
    ['0 0 0 * * 0', '2026-11-21T00:00:00Z', '2026-11-22T00:00:00.000Z'],
    ['0 0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 0 29 2 *', '2096-03-01T00:00:00Z', '2104-02-29T00:00:00.000Z'],
    ['0 0 0 13 * FRI', '2026-01-01T00:00:00Z', '2026-02-13T00:00:00.000Z'],
    ['0 0 8-10/2,20 * jan,Mar *', '2026-01-31T20:00:00Z', '2026-03-01T08:00:00.000Z'],
    ['0 50/5 * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:50:00.000Z'],
  ])('of %s after %s', (expression, after, expected) => {
    expect(parseNcrontab(expression).next(new Date(after)).toISOString()).toBe(expected);
  });
});

test.each([
  ['* * * *', 'five or six fields'],
  ['* * * * * * *', 'five or six fields'],
  ['01:00:00', 'five or six fields'],
  ['%SCHEDULE%', 'five or six fields'],
  ['0 60 * * * *', 'the minute "60"'],
  ['0 0 24 * * *', 'the hour "24"'],
  ['0 0 0 0 * *', 'the day "0"'],
  ['0 0 0 * 13 *', 'the month "13"'],
  ['0 0 0 * * 7', 'the day of week "7"'],
  ['0 0 0 * * FUN', 'the day of week "FUN"'],
  ['0 */0 * * * *', 'the minute "*/0"'],
  ['0 5-3 * * * *', 'the minute "5-3"'],
  ['0 1,,2 * * * *', 'the minute "1,,2"'],
  ['0 ? * * * *', 'the minute "?"'],
  ['0 0 0 30 2 *', 'this date never comes'],
])('%s is refused', (expression, message) => {
  expect(() => parseNcrontab(expression)).toThrow(message);
});
