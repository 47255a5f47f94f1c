import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { listenOnLoopback } from '../loopback/listenOnLoopback.ts';
import type { CosmosRequest, CosmosResponse } from './exchange.ts';

/** Closing idle connections early would fail a write of the SDK, which it does not repeat. */
const keepAliveTimeout = 600_000;

/**
 * Serves over HTTP, on the loopback addresses only.
 *
 * @throws the error of `listen` as it is, such as EADDRINUSE
 */
export async function listen(
  port: number,
  answer: (request: CosmosRequest) => Promise<CosmosResponse | undefined>,
): Promise<{ port: number; close(): Promise<void> }> {
  const serve: RequestListener = (incoming, outgoing) => {
    void (async () => {
      const response = await answer(await readRequest(incoming));
      if (!response) {
        outgoing.destroy();
        return;
      }
      const { status, headers, body } = response;
      outgoing.statusCode = status;
      outgoing.setHeaders(new Map(Object.entries(headers))).end(body);
    })().catch(() => outgoing.destroy());
  };
  const listening = await listenOnLoopback(() => createServer({ keepAliveTimeout }, serve), port);
  return { port: listening.port, close: () => listening.stop() };
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
