import { setImmediate } from 'node:timers/promises';
import type { CosmosClientOptions } from '@azure/cosmos';
import type { CosmosRequest, CosmosResponse } from './exchange.ts';

export type HttpClient = NonNullable<CosmosClientOptions['httpClient']>;
type HttpResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;

/** Lets the SDK call the stand-in without a socket. */
export function inProcessClient(answer: (request: CosmosRequest) => Promise<CosmosResponse | undefined>): HttpClient {
  return {
    async sendRequest(request) {
      // Without this, a busy client would keep timers and sockets of the process waiting.
      await setImmediate();
      if (request.abortSignal?.aborted) throw failure('AbortError', 'The request was aborted.');
      const [origin = ''] = /^https?:\/\/[^/]*/.exec(request.url) ?? [];
      const response = await answer({
        method: request.method,
        origin,
        path: request.url.slice(origin.length),
        headers: request.headers.toJSON(),
        body: typeof request.body === 'string' ? request.body : '',
      });
      if (!response) throw failure('RestError', 'socket hang up', 'ECONNRESET');
      const { status, headers, body } = response;
      return { request, status, headers: responseHeaders(headers), bodyAsText: body };
    },
  };
}

/** As the SDK's own client throws it. */
function failure(name: string, message: string, code?: string) {
  return Object.assign(new Error(message), { name, code });
}

/** The header collection of the SDK's pipeline, which does not export a way to make one. */
function responseHeaders(entries: Readonly<Record<string, string>>): HttpResponse['headers'] {
  const headers = new Map(Object.entries(entries));
  return {
    get: (name) => headers.get(name.toLowerCase()),
    has: (name) => headers.has(name.toLowerCase()),
    set: (name, value) => void headers.set(name.toLowerCase(), String(value)),
    delete: (name) => void headers.delete(name.toLowerCase()),
    toJSON: () => Object.fromEntries(headers),
    [Symbol.iterator]: () => headers.entries(),
  };
}
