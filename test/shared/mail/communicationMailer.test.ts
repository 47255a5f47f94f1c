import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { communicationMailer } from '../../../shared/mail/communicationMailer.ts';

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: Record<string, unknown>;
  body: unknown;
}

let server: Server;
let endpoint: string;
let received: Received[] = [];
let answer = 202;
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      received.push({ method: request.method, url: request.url, headers: request.headers, body });
      response.writeHead(answer, { 'content-type': 'application/json' }).end('{"id":"x","status":"Running"}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

const mail = {
  id: '0d2f9c31-1111-4222-8333-444455556666',
  to: 'desk@contoso.example',
  customerId: 'c0000000-0000-4000-8000-000000000001',
  subject: 'Ticket 1 was opened',
  text: 'Ticket 1 was opened.',
};
const mailer = () =>
  communicationMailer({
    endpoint: `${endpoint}/`,
    sender: 'no-reply@service.example',
    token: () => Promise.resolve('t'),
  });

test('a mail is one operation of the service, named by the id of the mail', async () => {
  received = [];
  await mailer().send(mail);
  expect(received).toMatchObject([
    {
      method: 'POST',
      url: '/emails:send?api-version=2023-03-31',
      headers: { authorization: 'Bearer t', 'operation-id': mail.id, 'content-type': 'application/json' },
      body: {
        senderAddress: 'no-reply@service.example',
        content: { subject: mail.subject, plainText: mail.text },
        recipients: { to: [{ address: mail.to }] },
      },
    },
  ]);
});

test.each([429, 401, 500, 302])('%s means that it was not taken', async (status) => {
  answer = status;
  await expect(mailer().send(mail)).rejects.toThrow();
  answer = 202;
});
