import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';

/** Servers that answer on one port of the loopback addresses. */
export interface Listening {
  readonly port: number;
  /** `http://localhost:{port}` */
  readonly origin: string;
  /** Takes no new connections and resolves when requests in progress have been answered. */
  stop(): Promise<void>;
  /** Cuts all connections. */
  destroy(): void;
}

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1: `localhost` is either, and nobody outside gets in.
 * Port 0 takes one that is free on both.
 *
 * @throws the system's error, `EADDRINUSE` for a port in use
 */
export async function listenOnLoopback(create: () => Server, port: number): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    const servers = [await listen(create(), port, '127.0.0.1')];
    const taken = (servers[0]?.address() as AddressInfo).port;
    try {
      servers.push(await listen(create(), taken, '::1'));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const inUse = code === 'EADDRINUSE' || code === 'EACCES';
      if (inUse) await Promise.all(servers.map(close));
      if (inUse && (port !== 0 || attempt === 10)) throw error;
      if (inUse) continue;
    }
    const stop = async () => {
      await Promise.all(servers.map(close));
    };
    const destroy = () => {
      for (const server of servers) server.closeAllConnections();
    };
    return { port: taken, origin: `http://localhost:${taken}`, stop, destroy };
  }
}

function listen(server: Server, port: number, host: string) {
  return new Promise<Server>((ok, no) => {
    server.once('error', no);
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', no);
      ok(server);
    });
  });
}

function close(server: Server) {
  return new Promise<void>((ok) => {
    // A connection whose last answer is sent stays open for the next request: it ends as soon as it is idle.
    const ending = setInterval(() => server.closeIdleConnections(), 20);
    server.close(() => {
      clearInterval(ending);
      ok();
    });
  });
}
