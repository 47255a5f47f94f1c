import { z } from 'zod';
import { Guid } from './domain/ids.ts';

const Url = z.url({ protocol: /^https?$/ });

/** Only a machine of one's own sets it: in Azure it would be a secret or a file. */
const here = { onlyHere: true };

/** The environment of the product: every setting it reads, and no other. docs/settings.md has a row for each. */
const Environment = z.object({
  COSMOS_ENDPOINT: Url.meta({ description: 'the account endpoint of Azure Cosmos DB' }),
  COSMOS_KEY: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "an account key; without one the app's managed identity is used", ...here }),
  COSMOS_DATABASE: z.string().min(1).default('partner-management').meta({ description: 'the name of the database' }),
  TOKEN_ISSUER: z
    .string()
    .includes('{tenantid}')
    .default('https://login.microsoftonline.com/{tenantid}/v2.0')
    .meta({ description: "the issuer of access tokens, with {tenantid} where the tenant's id stands" }),
  TOKEN_KEYS_URL: Url.default('https://login.microsoftonline.com/common/discovery/v2.0/keys').meta({
    description: 'where the issuer publishes its keys (JWKS)',
  }),
  TOKEN_AUDIENCE: z.string().min(1).meta({ description: 'the client id of this API: aud of its tokens' }),
  ALLOWED_CLIENTS: z
    .string()
    .min(1)
    .transform((list) => new Set(list.split(',').map((id) => id.trim())))
    .meta({ description: 'the client ids of applications that may call (azp), separated by commas' }),
  OPERATOR_TENANT_ID: Guid.meta({ description: 'the tenant of whoever runs this service' }),
  GRAPH_ENDPOINT: Url.default('https://graph.microsoft.com/v1.0').meta({
    description: 'where Microsoft Graph answers',
  }),
  GRAPH_AUTHORITY: Url.default('https://login.microsoftonline.com').meta({
    description: "where the product gets its token for a tenant's directory",
  }),
  GRAPH_ASSERTION_FILE: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'a file with the federated assertion; without one the managed identity provides it',
      ...here,
    }),
  AUDIT_SIGNING_KEY: z
    .url({ protocol: /^https$/ })
    .regex(/^https:\/\/[^/]+\/keys\/[A-Za-z0-9-]+$/, 'is not https://<vault>/keys/<name>')
    .optional()
    .meta({
      description:
        'the key in Azure Key Vault that seals of the audit log are signed with (P-256), without a version; without one the log is not sealed',
    }),
  MAIL_ENDPOINT: z
    .url({ protocol: /^https$/ })
    .optional()
    .meta({ description: 'the endpoint of Azure Communication Services; without one no e-mail is sent' }),
  MAIL_SENDER: z
    .email()
    .optional()
    .meta({ description: 'the address that e-mail comes from, of a domain that the mail service has verified' }),
  RATE_LIMIT_PER_MINUTE: z
    .string()
    .regex(/^[0-9]{1,6}$/, 'is not a whole number')
    .transform(Number)
    .default(1_200)
    .meta({
      description:
        'how many requests one caller may send to one instance in a minute, at once or spread over it; 0: any number',
    }),
  ANSWER_WITHIN_MS: z
    .string()
    .regex(/^[1-9][0-9]{2,4}$/, 'is not from 100 to 99999')
    .transform(Number)
    .default(4_500)
    .meta({ description: 'within how many milliseconds a request has its answer, or is told to come again' }),
  AZURE_CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'the client id of the user-assigned managed identity' }),
});

export type Config = z.output<typeof Environment>;

/** Every setting: what it must be, whether it may be left out in the public cloud, whether only a machine of one's own sets it. */
export const settings = Object.entries(Environment.shape).map(([name, schema]) => {
  const { description = '', onlyHere } = schema.meta() ?? {};
  const unset = schema.safeParse(undefined);
  return { name, description, hasDefault: unset.success && unset.data !== undefined, onlyHere: onlyHere === true };
});

/**
 * Reads the settings of the product.
 * @throws Error naming every setting that is missing or wrong, what it must be and where that is documented, for the log
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const read = Environment.safeParse(environment);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => {
    const setting = settings.find(({ name }) => name === path[0]);
    return `${path.join('.')} must be ${setting?.description ?? 'right'} (${message}; docs/settings.md#${path.join('.').toLowerCase()})`;
  });
  throw new Error(`Missing or wrong settings: ${faults.join('; ')}.`);
}
