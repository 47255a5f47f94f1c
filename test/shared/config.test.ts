import { expect, test } from '@jest/globals';
import { readConfig } from '../../shared/config.ts';

const settings = {
  COSMOS_ENDPOINT: 'https://account.documents.example',
  TOKEN_AUDIENCE: 'a0000000-0000-4000-8000-000000000001',
  ALLOWED_CLIENTS: 'a0000000-0000-4000-8000-000000000002, a0000000-0000-4000-8000-000000000003',
  OPERATOR_TENANT_ID: '0f000000-0000-4000-8000-000000000001',
};

test('what is not set has the value of the public cloud', () => {
  expect(readConfig(settings)).toMatchObject({
    COSMOS_DATABASE: 'partner-management',
    TOKEN_ISSUER: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    ALLOWED_CLIENTS: new Set(['a0000000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000003']),
  });
});

test.each(Object.keys(settings))(
  'without %s nothing starts, and the one sentence says what it must be and where that is documented',
  (name) => {
    expect(() => readConfig({ ...settings, [name]: undefined })).toThrow(
      new RegExp(
        `^Missing or wrong settings: ${name} must be [a-z][^\\n]+; docs/settings\\.md#${name.toLowerCase()}\\)\\.$`,
      ),
    );
  },
);

test('every setting that is wrong is named at once', () => {
  const wrong = { ...settings, COSMOS_ENDPOINT: 'not an address', TOKEN_ISSUER: 'https://one.example/v2.0' };
  expect(() => readConfig(wrong)).toThrow(/COSMOS_ENDPOINT must be .*; TOKEN_ISSUER must be /);
});

test('the limit per caller is generous unless it is set, 0 is none, and anything else does not start', () => {
  const limitOf = (value?: string) => readConfig({ ...settings, RATE_LIMIT_PER_MINUTE: value }).RATE_LIMIT_PER_MINUTE;
  expect([limitOf(), limitOf('0'), limitOf('90')]).toEqual([1_200, 0, 90]);
  for (const wrong of ['', '-1', '1.5', '1e3', ' 5', 'none', '1000000']) {
    expect(() => limitOf(wrong)).toThrow(
      /^Missing or wrong settings: RATE_LIMIT_PER_MINUTE must be .* \(is not a whole number; docs/,
    );
  }
});
