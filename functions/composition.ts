import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { CosmosClient, type CosmosClientOptions } from '@azure/cosmos';
import type { TokenCredential } from '@azure/identity';
import { readFile } from 'node:fs/promises';
import { graphAddressBook } from '../shared/auth/graphAddressBook.ts';
import { graphDirectory } from '../shared/auth/graphDirectory.ts';
import { graphRequest } from '../shared/auth/graphRequest.ts';
import { signingKeys } from '../shared/auth/signingKeys.ts';
import { verifyToken } from '../shared/auth/verifyToken.ts';
import type { Config } from '../shared/config.ts';
import { cosmosStore } from '../shared/data/cosmosStore.ts';
import { sealingKey } from '../shared/data/sealingKey.ts';
import { tellsOnce } from '../shared/data/tellsOnce.ts';
import type { Clock } from '../shared/domain/clock.ts';
import type { AuditSigner } from '../shared/domain/auditSeals/auditSigner.ts';
import type { Mailer } from '../shared/domain/notifications/mailer.ts';
import { communicationMailer } from '../shared/mail/communicationMailer.ts';
import { callerLimit } from './http/callerLimit.ts';
import { sealedTags, type SealedTags } from './http/sealedTags.ts';
import { lazyCredential } from './lazyCredential.ts';
import { keyVaultSigner } from '../shared/signing/keyVaultSigner.ts';
import { pseudonymous } from './pseudonymous.ts';
import type { Services } from './services.ts';

/** What differs between the cloud and a machine of one's own, beyond settings: nothing but these. */
export interface Platform {
  readonly clock: Clock;
  readonly report: Services['report'];
  readonly measure: Services['measure'];
  readonly answered: Services['answered'];
  /** Whether `answered` is told pseudonyms of callers: what a log keeps is not for everybody who reads it. */
  readonly pseudonyms?: boolean;
  /** Who the app is to Azure, in place of its managed identity. */
  readonly credential?: TokenCredential;
  /** A transport for the Cosmos SDK other than the network. */
  readonly cosmosTransport?: NonNullable<CosmosClientOptions['httpClient']>;
  /** Signs seals of the audit log in place of the key that the settings name. */
  readonly auditSigner?: AuditSigner;
  /** Sends e-mail in place of the service that the settings name. */
  readonly mailer?: Mailer;
}

/** Makes the services out of the settings: the one place that knows every part. */
export function compose(
  config: Config,
  { clock, report, measure, answered, cosmosTransport, mailer, auditSigner, ...platform }: Platform,
): Services {
  const credential = platform.credential ?? managedIdentity(config.AZURE_CLIENT_ID);
  const cosmos = cosmosClient(config, credential, cosmosTransport);
  const store = cosmosStore(cosmos, config.COSMOS_DATABASE, config.ANSWER_WITHIN_MS);
  const key = sealingKey(() => store.tenant(config.OPERATOR_TENANT_ID));
  let tags: SealedTags | undefined;
  const keyOf = signingKeys(config.TOKEN_KEYS_URL, clock);
  const rules = {
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
    allowedClients: config.ALLOWED_CLIENTS,
    keyOf,
    clock,
  };
  const graph = graphRequest({
    endpoint: config.GRAPH_ENDPOINT,
    authority: config.GRAPH_AUTHORITY,
    applicationId: config.TOKEN_AUDIENCE,
    assertion: () => federatedAssertion(config, credential),
    clock,
  });
  return {
    config,
    clock,
    store,
    directory: graphDirectory(graph, clock),
    addressBook: graphAddressBook(graph),
    mailer: mailer ?? configuredMailer(config, credential),
    auditSigner: auditSigner ?? configuredSigner(config, credential, clock),
    authenticate: (authorization) => verifyToken(authorization, rules),
    sealingKey: key,
    tags: async () => (tags ??= sealedTags(await key())),
    limit: callerLimit(config.RATE_LIMIT_PER_MINUTE, clock),
    apiBase: '/api/v1',
    report,
    measure,
    answered: platform.pseudonyms === true ? pseudonymous(key, answered) : answered,
  };
}

/** The SDK's client. It does not try again by itself: the store does, within a request's time. */
export function cosmosClient(
  config: Pick<Config, 'COSMOS_ENDPOINT' | 'COSMOS_KEY'>,
  credential: TokenCredential,
  transport: Platform['cosmosTransport'] = createDefaultHttpClient(),
): CosmosClient {
  return new CosmosClient({
    endpoint: config.COSMOS_ENDPOINT,
    ...(config.COSMOS_KEY === undefined ? { aadCredentials: credential } : { key: config.COSMOS_KEY }),
    httpClient: tellsOnce(transport),
    connectionPolicy: {
      // With discovery on the SDK sends a write again whose answer was lost: applied twice, or refused as its own.
      enableEndpointDiscovery: false,
      retryOptions: { maxRetryAttemptCount: 0 },
    },
  });
}

/** The app's managed identity, which a machine of one's own does not have. */
const managedIdentity = (clientId: string | undefined) =>
  lazyCredential(
    ({ ManagedIdentityCredential }) => new ManagedIdentityCredential(clientId === undefined ? {} : { clientId }),
  );

function configuredMailer(
  { MAIL_ENDPOINT: endpoint, MAIL_SENDER: sender }: Config,
  credential: TokenCredential,
): Mailer | undefined {
  if (endpoint === undefined || sender === undefined) return undefined;
  return communicationMailer({ endpoint, sender, credential });
}

function configuredSigner(
  { AUDIT_SIGNING_KEY: key }: Config,
  credential: TokenCredential,
  clock: Clock,
): AuditSigner | undefined {
  return key === undefined ? undefined : keyVaultSigner({ key, credential, clock });
}

/** What proves to the authority that this is the application (federated identity credential): no secret anywhere. */
async function federatedAssertion(config: Config, credential: TokenCredential): Promise<string> {
  if (config.GRAPH_ASSERTION_FILE !== undefined) return (await readFile(config.GRAPH_ASSERTION_FILE, 'utf8')).trim();
  const token = await credential.getToken('api://AzureADTokenExchange/.default');
  if (!token) throw new Error('The managed identity gave no token.');
  return token.token;
}
