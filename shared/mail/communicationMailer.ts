import type { Mailer } from '../domain/notifications/mailer.ts';

const apiVersion = '2023-03-31';
const timeoutMs = 10_000;

/** An Azure Communication Services resource with a verified sender. */
interface CommunicationAccess {
  /** `https://<resource>.communication.azure.com`. */
  readonly endpoint: string;
  readonly sender: string;
  /** A token for `https://communication.azure.com//.default`. */
  readonly token: () => Promise<string>;
}

/** Sends over the REST API of Azure Communication Services, which takes a mail and delivers it later. */
export function communicationMailer({ endpoint, sender, token }: CommunicationAccess): Mailer {
  return {
    async send({ id, to, subject, text }) {
      const response = await fetch(`${endpoint.replace(/\/$/, '')}/emails:send?api-version=${apiVersion}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await token()}`,
          'content-type': 'application/json',
          // A mail that is sent again is the same operation there.
          'operation-id': id,
        },
        body: JSON.stringify({
          senderAddress: sender,
          content: { subject, plainText: text },
          recipients: { to: [{ address: to }] },
          userEngagementTrackingDisabled: true,
        }),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`The mail service answered ${response.status}.`);
    },
  };
}
