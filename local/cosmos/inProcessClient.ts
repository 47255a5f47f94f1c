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
      const answering = answer({
        method: request.method,
        origin,
        path: request.url.slice(origin.length),
        headers: request.headers.toJSON(),
        body: typeof request.body === 'string' ? request.body : '',
      });
      const response = await unlessAborted(request.abortSignal, answering);
      if (!response) throw failure('RestError', 'socket hang up', 'ECONNRESET');
      const { status, headers, body } = response;
      return { request, status, headers: responseHeaders(headers), bodyAsText: body };
    },
  };
}

/** What has been sent goes its way, whether somebody still waits for it or not. */
async function unlessAborted<Answer>(
  signal: Parameters<HttpClient['sendRequest']>[0]['abortSignal'],
  answering: Promise<Answer>,
): Promise<Answer> {
  if (!signal) return answering;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(failure('AbortError', 'The request was aborted.'));
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([answering, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
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
