import { z } from 'zod';
import { Guid } from './domain/ids.ts';

const Url = z.url({ protocol: /^https?$/ });

/** The environment of the product: every setting it reads, and no other. */
const Environment = z.object({
  /** Account endpoint of Azure Cosmos DB. */
  COSMOS_ENDPOINT: Url,
  /** Account key: the emulator and local machines only. Without it the app's managed identity is used. */
  COSMOS_KEY: z.string().min(1).optional(),
  COSMOS_DATABASE: z.string().min(1).default('partner-management'),
  /** Issuer of access tokens, with `{tenantid}` where the tenant's id stands. */
  TOKEN_ISSUER: z.string().includes('{tenantid}').default('https://login.microsoftonline.com/{tenantid}/v2.0'),
  /** Where the issuer publishes its keys (JWKS). */
  TOKEN_KEYS_URL: Url.default('https://login.microsoftonline.com/common/discovery/v2.0/keys'),
  /** The client id of this API: `aud` of its tokens. */
  TOKEN_AUDIENCE: z.string().min(1),
  /** Client applications that may call (`azp`), separated by commas. */
  ALLOWED_CLIENTS: z.string().transform((list) => new Set(list.split(',').map((id) => id.trim()))),
  /** The tenant of whoever runs this service. */
  OPERATOR_TENANT_ID: Guid,
  GRAPH_ENDPOINT: Url.default('https://graph.microsoft.com/v1.0'),
  /** Where the product gets its token for a tenant's directory. */
  GRAPH_AUTHORITY: Url.default('https://login.microsoftonline.com'),
  /** File that holds the federated assertion: local machines only. Without it the managed identity provides it. */
  GRAPH_ASSERTION_FILE: z.string().min(1).optional(),
  /**
   * The key in Azure Key Vault that seals of the audit log are signed with (P-256), without a version:
   * `https://<vault>.vault.azure.net/keys/<name>`. Without it the log is not sealed.
   */
  AUDIT_SIGNING_KEY: z
    .url({ protocol: /^https$/ })
    .regex(/^https:\/\/[^/]+\/keys\/[A-Za-z0-9-]+$/, 'is not https://<vault>/keys/<name>')
    .optional(),
  /** Endpoint of Azure Communication Services. Without it no e-mail is sent. */
  MAIL_ENDPOINT: z.url({ protocol: /^https$/ }).optional(),
  /** The address that e-mail comes from, of a domain that the resource has verified. */
  MAIL_SENDER: z.email().optional(),
  /** Requests that one caller may send to one instance in a minute, all at once or spread over it; 0: any number. */
  RATE_LIMIT_PER_MINUTE: z
    .string()
    .regex(/^[0-9]{1,6}$/, 'is not a whole number')
    .transform(Number)
    .default(1_200),
  /** Within so long a request has its answer, or is told to come again. */
  ANSWER_WITHIN_MS: z
    .string()
    .regex(/^[1-9][0-9]{2,4}$/, 'is not from 100 to 99999')
    .transform(Number)
    .default(4_500),
  /** Client id of the user-assigned managed identity. */
  AZURE_CLIENT_ID: z.string().min(1).optional(),
});

export type Config = z.output<typeof Environment>;

/**
 * Reads the settings of the product.
 * @throws Error naming every setting that is missing or wrong, for the log at start
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const read = Environment.safeParse(environment);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`Missing or wrong settings: ${faults.join('; ')}.`);
}
