import type { EmailClient, EmailClientOptions } from '@azure/communication-email';
import type { TokenCredential } from '@azure/identity';
import type { Mailer } from '../domain/notifications/mailer.ts';

const timeoutMs = 10_000;

type Policies = NonNullable<EmailClientOptions['additionalPolicies']>;

/** An Azure Communication Services resource with a verified sender. */
interface CommunicationAccess {
  /** `https://<resource>.communication.azure.com`. */
  readonly endpoint: string;
  readonly sender: string;
  /** Gives tokens for `https://communication.azure.com//.default`. */
  readonly credential: TokenCredential;
  /** What a request passes besides, on its way to a service other than the one in Azure. */
  readonly policies?: Policies;
}

/** Sends over Azure Communication Services, which takes a mail and delivers it later. */
export function communicationMailer({ endpoint, sender, credential, policies = [] }: CommunicationAccess): Mailer {
  let client: Promise<EmailClient> | undefined;
  return {
    async send({ id, to, subject, text }) {
      // Loaded with the first mail, as many a start sends none.
      client ??= import('@azure/communication-email').then(
        (library) =>
          new library.EmailClient(endpoint, credential, {
            // Whoever sends tries again later, under the same id.
            retryOptions: { maxRetries: 0 },
            redirectOptions: { maxRetries: 0 },
            additionalPolicies: [takenIsEnough, ...policies],
          }),
      );
      const email = await client;
      await email.beginSend(
        {
          senderAddress: sender,
          content: { subject, plainText: text },
          recipients: { to: [{ address: to }] },
          disableUserEngagementTracking: true,
        },
        // A mail that is sent again is the same operation there.
        { operationId: id, abortSignal: AbortSignal.timeout(timeoutMs) },
      );
    },
  };
}

/** Without this the library asks once for the delivery's status, and a mail that was taken fails with that question. */
const takenIsEnough: Policies[number] = {
  position: 'perCall',
  policy: {
    name: 'takenIsEnough',
    async sendRequest(request, next) {
      const response = await next(request);
      response.headers.delete('operation-location');
      return response;
    },
  },
};
