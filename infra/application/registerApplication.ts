import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { applicationManifest, consentLink, federatedCredential } from './manifest.ts';

/**
 * Makes the API's application in Microsoft Entra ID, or sets it right; as often as one likes. Needs `az`, signed in as
 * somebody who may register applications. docs/deploy.md, "The applications".
 */
const usage = `npm run register-app -- --name <unique name> [--trust <object id of the managed identity>] [--redirect <https address>]`;

const Application = z.object({ appId: z.guid() });
const Account = z.object({ tenantId: z.guid() });
const graph = 'https://graph.microsoft.com/v1.0';

const { name, trust, redirect } = parseArgs({
  options: { name: { type: 'string' }, trust: { type: 'string' }, redirect: { type: 'string' } },
}).values;
if (name === undefined || !/^[\w-]{3,120}$/.test(name)) fail('--name: 3 to 120 letters, digits, - and _.');
if (trust !== undefined && !z.guid().safeParse(trust).success) fail('--trust: the object id of the identity, a GUID.');
if (redirect !== undefined && !z.url({ protocol: /^https$/ }).safeParse(redirect).success) {
  fail('--redirect: an https address.');
}

const application = `${graph}/applications(uniqueName='${name}')`;
upsert(application, applicationManifest(name, redirect));
const { appId } = Application.parse(az('rest', '--method', 'get', '--url', application));
upsert(application, { identifierUris: [`api://${appId}`] });
upsert(`${graph}/servicePrincipals(appId='${appId}')`, { appRoleAssignmentRequired: false });
if (trust !== undefined) {
  const { tenantId } = Account.parse(az('account', 'show'));
  const credential = federatedCredential(tenantId, trust);
  upsert(`${graph}/applications(appId='${appId}')/federatedIdentityCredentials(name='function-app')`, credential);
}
process.stdout.write(
  `TOKEN_AUDIENCE=${appId}\nAdministrators of customers and partners consent here: ${consentLink(appId, redirect)}\n`,
);

function upsert(url: string, body: object): void {
  const headers = ['Prefer=create-if-missing', 'Content-Type=application/json'];
  az('rest', '--method', 'patch', '--url', url, '--headers', ...headers, '--body', JSON.stringify(body));
}

function az(...words: string[]): unknown {
  const output = execFileSync('az', [...words, '--output', 'json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return output.trim() === '' ? undefined : JSON.parse(output);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n${usage}\n`);
  process.exit(1);
}
