import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { delegatedScope, monitorAppRole, operatorAppRole } from '../../shared/auth/applicationRoles.ts';

const appId = 'a0000000-0000-4000-8000-00000000000a';
const tenantId = '0f000000-0000-4000-8000-000000000001';
const principalId = 'd0000000-0000-4000-8000-000000000001';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'az-'));
  // Stands in for the Azure CLI: notes what it was told, and answers what Microsoft Graph would.
  writeFileSync(
    join(folder, 'az'),
    `#!${process.execPath}
    const { appendFileSync } = require('node:fs');
    const words = process.argv.slice(2);
    appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify(words) + '\\n');
    if (words.includes('get')) console.log(JSON.stringify({ appId: '${appId}' }));
    if (words[0] === 'account') console.log(JSON.stringify({ tenantId: '${tenantId}' }));`,
    { mode: 0o755 },
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

async function register(...words: string[]) {
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
  const command = ['infra/application/registerApplication.ts', ...words];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env });
  const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  const written = calls
    .map((line) => JSON.parse(line) as string[])
    .filter((call) => call.includes('patch'))
    .map((call) => {
      const after = (flag: string) => call[call.indexOf(flag) + 1] ?? '';
      return {
        url: after('--url'),
        upsert: call.includes('Prefer=create-if-missing'),
        body: JSON.parse(after('--body')) as Record<string, unknown>,
      };
    });
  return { stdout, written };
}

test('R1 the application is of any organisation, has v2 tokens, the scope and the roles that the product checks, and no secret', async () => {
  const { stdout, written } = await register('--name', 'partner-management');
  const [first] = written;
  expect(first).toMatchObject({
    url: "https://graph.microsoft.com/v1.0/applications(uniqueName='partner-management')",
    body: {
      signInAudience: 'AzureADMultipleOrgs',
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [{ value: delegatedScope }] },
      appRoles: [{ value: operatorAppRole }, { value: monitorAppRole, allowedMemberTypes: ['Application'] }],
      groupMembershipClaims: 'SecurityGroup',
    },
  });
  expect(written[1]?.body).toEqual({ identifierUris: [`api://${appId}`] });
  expect(written.every(({ upsert }) => upsert)).toBe(true);
  expect(JSON.stringify(written)).not.toMatch(/password|secret|keyCredentials|federated/i);
  expect(stdout).toContain(`TOKEN_AUDIENCE=${appId}\n`);
  expect(stdout).toContain(`/organizations/v2.0/adminconsent?client_id=${appId}&`);
});

test('the managed identity is trusted by its object id, in the tenant that it is in', async () => {
  const redirect = 'https://api.example/api/v1/docs';
  const { stdout, written } = await register(
    '--name',
    'partner-management',
    '--trust',
    principalId,
    '--redirect',
    redirect,
  );
  expect(written[0]?.body).toMatchObject({ web: { redirectUris: [redirect] } });
  expect(written.at(-1)).toMatchObject({
    url: `https://graph.microsoft.com/v1.0/applications(appId='${appId}')/federatedIdentityCredentials(name='function-app')`,
    body: {
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      subject: principalId,
      audiences: ['api://AzureADTokenExchange'],
    },
  });
  expect(stdout).toContain(encodeURIComponent(redirect));
});

test.each([
  [['--name', "a'b"], '--name'],
  [['--name', 'partner-management', '--trust', 'id-partners'], '--trust'],
  [['--name', 'partner-management', '--redirect', 'http://api.example'], '--redirect'],
])('%j is refused before anything is asked of Azure', async (words, flag) => {
  await expect(register(...words)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(flag) as unknown });
  expect(() => readFileSync(join(folder, 'calls'))).toThrow(/ENOENT/);
});
