import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { communicationMailer } from '../../../shared/mail/communicationMailer.ts';

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: Record<string, unknown>;
  body: unknown;
}

let server: Server;
let host: string;
let received: Received[] = [];
let answer = 202;
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString() || 'null');
      received.push({ method: request.method, url: request.url, headers: request.headers, body });
      response
        .writeHead(answer, {
          'content-type': 'application/json',
          ...(answer === 202 ? { 'operation-location': `https://${host}/emails/operations/${mail.id}` } : {}),
          ...(answer === 307 ? { location: '/elsewhere' } : {}),
        })
        .end('{"id":"x","status":"Running"}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));
beforeEach(() => {
  received = [];
  answer = 202;
});

const mail = {
  id: '0d2f9c31-1111-4222-8333-444455556666',
  to: 'desk@contoso.example',
  customerId: 'c0000000-0000-4000-8000-000000000001',
  subject: 'Ticket 1 was opened',
  text: 'Ticket 1 was opened.',
};

let scopesAsked: (string | string[])[] = [];
const mailer = (address = `https://${host}/`) =>
  communicationMailer({
    endpoint: address,
    sender: 'no-reply@service.example',
    credential: {
      getToken: (scopes) => {
        scopesAsked.push(scopes);
        return Promise.resolve({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 });
      },
    },
    policies: [{ policy: withoutTls, position: 'perRetry' }],
  });

/** The library adds tokens to https requests only, and the server here speaks no TLS. */
const withoutTls: NonNullable<Parameters<typeof communicationMailer>[0]['policies']>[number]['policy'] = {
  name: 'withoutTls',
  sendRequest(request, next) {
    request.url = request.url.replace('https:', 'http:');
    request.allowInsecureConnection = true;
    return next(request);
  },
};

test('a mail is one operation of the service, named by the id of the mail', async () => {
  scopesAsked = [];
  await mailer().send(mail);
  expect(received).toMatchObject([
    {
      method: 'POST',
      url: '/emails:send?api-version=2025-09-01',
      headers: { authorization: 'Bearer t', 'operation-id': mail.id, 'content-type': 'application/json' },
      body: {
        senderAddress: 'no-reply@service.example',
        content: { subject: mail.subject, plainText: mail.text },
        recipients: { to: [{ address: mail.to }] },
        userEngagementTrackingDisabled: true,
      },
    },
  ]);
  expect(scopesAsked.flat()).toEqual(['https://communication.azure.com//.default']);
});

test.each([429, 401, 500, 307])('%s means that it was not taken, and it is not sent again at once', async (status) => {
  answer = status;
  await expect(mailer().send(mail)).rejects.toThrow();
  expect(received).toHaveLength(1);
});

test('the token is sent over https only', async () => {
  await expect(mailer(`http://${host}`).send(mail)).rejects.toThrow(/non-TLS/);
  expect(received).toEqual([]);
});
