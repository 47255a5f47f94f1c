import { type IncomingMessage, type RequestListener, type Server, createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { CosmosRequest, CosmosResponse } from './exchange.ts';

/**
 * Serves over HTTP, on the loopback addresses only. `localhost` may mean 127.0.0.1 or ::1: both where the machine has both.
 *
 * @throws the error of `listen` as it is, such as EADDRINUSE
 */
export async function listen(
  port: number,
  answer: (request: CosmosRequest) => Promise<CosmosResponse | undefined>,
): Promise<{ port: number; close(): Promise<void> }> {
  let first: Server | undefined = undefined;
  const serve: RequestListener = (incoming, outgoing) => {
    void (async () => {
      const response = await answer(await readRequest(incoming));
      if (!response) {
        outgoing.destroy();
        return;
      }
      const { status, headers, body } = response;
      // Else a connection that was busy when the server closed would stay open until it times out.
      if (!first?.listening) outgoing.setHeader('connection', 'close');
      outgoing.statusCode = status;
      outgoing.setHeaders(new Map(Object.entries(headers))).end(body);
    })().catch(() => outgoing.destroy());
  };
  first = await open(serve, '127.0.0.1', port);
  const servers = [first];
  const { port: taken } = first.address() as AddressInfo;
  try {
    servers.push(await open(serve, '::1', taken));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') {
      await close(first);
      if (port === 0 && code === 'EADDRINUSE') return listen(0, answer);
      throw error;
    }
  }
  return {
    port: taken,
    async close() {
      await Promise.all(servers.map(close));
    },
  };
}

async function open(serve: RequestListener, host: string, port: number): Promise<Server> {
  // Closing idle connections early would fail a write of the SDK, which it does not repeat.
  const server = createServer({ keepAliveTimeout: 600_000 }, serve);
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

/** Waits for the requests in progress. */
async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
}

async function readRequest(incoming: IncomingMessage): Promise<CosmosRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    method: incoming.method ?? '',
    origin: `http://${incoming.headers.host ?? ''}`,
    path: incoming.url ?? '',
    headers: incoming.headers as Record<string, string | undefined>,
    body: Buffer.concat(chunks).toString(),
  };
}
