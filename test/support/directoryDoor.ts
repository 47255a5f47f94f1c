import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ProductParts } from './world.ts';

/** A door before the directory (Microsoft Graph): while it is shut, every question is answered 503. */
export async function openDirectoryDoor() {
  let shut = false;
  let directory = '';
  const door = createServer((request, response) => {
    void (async () => {
      const { method = 'GET', url = '', headers } = request;
      const body = await text(request);
      if (shut) return response.writeHead(503).end();
      const answer = await fetch(directory + url, {
        method,
        headers: { authorization: headers.authorization ?? '', 'content-type': 'application/json' },
        ...(method === 'POST' ? { body } : {}),
      });
      return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    })();
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  return {
    swap: (parts: ProductParts): ProductParts => {
      directory = parts.environment['GRAPH_ENDPOINT'] ?? '';
      return { ...parts, environment: { ...parts.environment, GRAPH_ENDPOINT: origin } };
    },
    /** Nobody gets through while this is done. */
    async whileShut<Result>(act: () => Promise<Result>): Promise<Result> {
      shut = true;
      try {
        return await act();
      } finally {
        shut = false;
      }
    },
    close() {
      door.closeAllConnections();
      door.close();
    },
  };
}
