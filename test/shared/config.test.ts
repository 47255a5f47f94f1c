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

test.each(Object.keys(settings))('without %s nothing starts, and the one sentence names it', (name) => {
  expect(() => readConfig({ ...settings, [name]: undefined })).toThrow(
    new RegExp(`^Missing or wrong settings: ${name}: [^\\n]+\\.$`),
  );
});

test('every setting that is wrong is named at once', () => {
  const wrong = { ...settings, COSMOS_ENDPOINT: 'not an address', TOKEN_ISSUER: 'https://one.example/v2.0' };
  expect(() => readConfig(wrong)).toThrow(/COSMOS_ENDPOINT: .*; TOKEN_ISSUER: /);
});
