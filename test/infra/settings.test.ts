import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { hostSettings } from '../../infra/check/productRules.ts';
import { emulatorKey } from '../../local/cosmos/emulatorKey.ts';
import { readConfig, settings } from '../../shared/config.ts';

const page = readFileSync('docs/settings.md', 'utf8');
const sample = (JSON.parse(readFileSync('local.settings.sample.json', 'utf8')) as { Values: Record<string, string> })
  .Values;

/** What the page says of each setting, by name. */
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((text): [string, string] => {
      const [heading = '', ...lines] = text.split('\n');
      return [heading.replaceAll('\\', ''), lines.join(' ').replaceAll(/\s+/g, ' ')];
    }),
);

test('every setting of the product has a section that says what it must be, in the words of the refusal', () => {
  for (const { name, description } of settings) {
    expect(sections.get(name)).toContain(`Must be ${description}`);
  }
});

test('every setting that the template or the sample sets has a section, and no section is of something else', () => {
  const known = [...new Set([...settings.map(({ name }) => name), ...hostSettings, ...Object.keys(sample)])];
  expect([...sections.keys()].sort()).toEqual(known.sort());
});

test("the sample is complete: the product starts with it, and every setting of a machine of one's own is in it", () => {
  const config = readConfig(sample);
  expect(config).toMatchObject({ COSMOS_KEY: emulatorKey, TOKEN_ISSUER: sample['TOKEN_ISSUER'] });
  // The vault, e-mail and the managed identity are what a machine of one's own does not have.
  const left = settings.filter(({ name }) => sample[name] === undefined).map(({ name }) => name);
  expect(left).toEqual(['AUDIT_SIGNING_KEY', 'MAIL_ENDPOINT', 'MAIL_SENDER', 'AZURE_CLIENT_ID']);
});

test('the sample takes Azurite for Durable Functions and leaves nothing of host.json without a value', () => {
  const host = readFileSync('host.json', 'utf8');
  for (const [, name = ''] of host.matchAll(/%(\w+)%/g)) expect(sample).toHaveProperty(name);
  const provider = 'AzureFunctionsJobHost__extensions__durableTask__storageProvider__';
  expect(sample[`${provider}type`]).toBe('AzureStorage');
  expect(sample).toHaveProperty(sample[`${provider}connectionStringName`] ?? 'a connection');
});

test('the extension bundle is one that knows the Durable Task Scheduler', () => {
  const { extensionBundle } = JSON.parse(readFileSync('host.json', 'utf8')) as { extensionBundle: { version: string } };
  const [, least = '0', next] = /^\[4\.(\d+)\.0, (5)\.0\.0\)$/.exec(extensionBundle.version) ?? [];
  expect({ enough: Number(least) >= 32, next }).toEqual({ enough: true, next: '5' });
});
