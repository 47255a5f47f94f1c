import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** An HTTP server on `localhost`: IPv4, and IPv6 where the machine has it. */
export interface LoopbackServer {
  readonly port: number;
  /** Refuses new connections and closes idle ones, at once; resolves when the last connection has ended. */
  close(): Promise<void>;
  /** Cuts all connections. */
  destroy(): void;
}

/**
 * Binds loopback addresses only. Port 0 takes a free one.
 *
 * @throws Error when the port is in use.
 */
export async function listenOnLoopback(port: number, listener: RequestListener): Promise<LoopbackServer> {
  for (;;) {
    const first = await listen(newServer(listener), '127.0.0.1', port);
    const actualPort = (first.address() as AddressInfo).port;
    try {
      const second = await listen(newServer(listener), '::1', actualPort).catch((error: unknown) => {
        if (isNoIpv6(error)) return undefined;
        throw error;
      });
      const servers = second ? [first, second] : [first];
      return {
        port: actualPort,
        close: async () => {
          await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
        },
        destroy: () => {
          for (const server of servers) server.closeAllConnections();
        },
      };
    } catch (error) {
      first.close();
      // Somebody has just this port on IPv6 only: another free one will do.
      if (port !== 0) throw error;
    }
  }
}

async function listen(server: Server, host: string, port: number): Promise<Server> {
  await new Promise<void>((ok, no) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      no(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use.`, { cause: error }) : error);
    });
    server.listen({ host, port }, ok);
  });
  return server;
}

function isNoIpv6(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

function newServer(listener: RequestListener): Server {
  const server = createServer(
    // Our own limits and the check of the Host come in checkRequestHead, with Kestrel's answers.
    { maxHeaderSize: 128 * 1024, requireHostHeader: false, keepAliveTimeout: 130_000 },
    listener,
  );
  server.maxHeadersCount = 0;
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Socket) => {
    refuse(socket, statusOfParseError(error));
  });
  server.on('connect', (_request, socket: Socket) => {
    refuse(socket, '404 Not Found');
  });
  return server;
}

function statusOfParseError({ code, rawPacket }: NodeJS.ErrnoException & { rawPacket?: Buffer }): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  const isUnknownMethod = /^[A-Z]+ \S+ HTTP\/1\.1\r\n/.test(rawPacket?.toString('latin1') ?? '');
  return code === 'HPE_INVALID_METHOD' && isUnknownMethod ? '404 Not Found' : '400 Bad Request';
}

function refuse(socket: Socket, status: string): void {
  if (!socket.writable) return;
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\nDate: ${new Date().toUTCString()}\r\nServer: Kestrel\r\n\r\n`,
  );
}
