import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';

/** A server that refuses what is no request just as Kestrel, the real host's, does. */
export function createKestrel(listener: RequestListener): Server {
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
