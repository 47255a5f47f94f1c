import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * What a process sees of a server while it dies: the first requests are answered; of the next ones it does not hear the
 * answer any more (`unheard`), or does not get to send them (`unsent`). Closing waits for what is still under way.
 */
export async function openDyingProxy(origin: string, requests: number, end: 'unheard' | 'unsent') {
  let left = requests;
  const underWay = new Set<Promise<unknown>>();
  const server = createServer((request, response) => {
    const alive = left-- > 0;
    if (!alive && end === 'unsent') {
      request.socket.destroy();
      return;
    }
    const work = (async () => {
      const sent = await buffer(request);
      const headers = Object.entries(request.headers).filter(([name]) => !['host', 'connection'].includes(name));
      const answer = await fetch(origin + (request.url ?? ''), {
        method: request.method ?? 'GET',
        headers: headers.map(([name, value]) => [name, String(value)]),
        ...(sent.length > 0 ? { body: sent } : {}),
      });
      const body = Buffer.from(await answer.arrayBuffer());
      if (alive)
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
      else request.socket.destroy();
    })();
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await Promise.allSettled(underWay);
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
