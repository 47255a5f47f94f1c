import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback } from '../loopback/listenOnLoopback.ts';
import type { Listening } from '../loopback/listenOnLoopback.ts';
import { StandInRefusal } from './standInRoute.ts';
import type { StandInAnswer, StandInRequest, StandInRoute } from './standInRoute.ts';

const mostBytes = 4 * 1024 * 1024;

/** One answered request, for the log. */
export interface StandInObservation {
  method: string;
  path: string;
  status: number;
  /** Milliseconds. */
  ms: number;
}

/** Something between a client and the routes: it may wait, give an answer of its own, or undefined to cut the connection. */
export type AroundStandIn = (
  request: { readonly method: string; readonly path: string },
  proceed: () => Promise<StandInAnswer>,
) => Promise<StandInAnswer | undefined>;

/** Serves these routes on the loopback addresses; port 0 takes a free one. What no route takes is a 404. */
export function serveStandIn(options: {
  port: number;
  routes: StandInRoute[];
  around?: AroundStandIn;
  onRequest?: (observation: StandInObservation) => void;
  /** Told of defects; what is wrong with a request is not one. */
  onError?: (error: unknown) => void;
}): Promise<Listening> {
  const matchers = options.routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  const answer = async (incoming: IncomingMessage): Promise<StandInAnswer> => {
    try {
      const origin = `http://localhost:${incoming.socket.localPort ?? 0}`;
      const url = URL.parse(incoming.url ?? '/', origin);
      if (!url) throw new StandInRefusal(400, 'invalidRequest', 'The address is none.');
      const body = await bodyOf(incoming);
      for (const { route, pattern } of matchers) {
        const match = route.method === incoming.method ? pattern.exec(url.pathname) : undefined;
        if (match) return await route.run(requestOf(incoming, { origin, url, body, groups: match.groups ?? {} }));
      }
      const message = `There is no ${incoming.method ?? ''} ${url.pathname} here.`;
      throw new StandInRefusal(404, 'notFound', message);
    } catch (error) {
      if (error instanceof StandInRefusal) {
        const { status, code, message, headers } = error;
        return { status, headers, body: { error: { code, message } } };
      }
      options.onError?.(error);
      return {
        status: 500,
        body: { error: { code: 'internalError', message: 'A defect of the stand-in; see its log.' } },
      };
    }
  };
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const from = performance.now();
    const method = incoming.method ?? '';
    const path = (incoming.url ?? '/').split('?', 1).join();
    const proceed = () => answer(incoming);
    const result = await (options.around ? options.around({ method, path }, proceed) : proceed());
    if (!result) return void response.destroy();
    send(response, result);
    options.onRequest?.({ method, path, status: result.status, ms: performance.now() - from });
  };
  return listenOnLoopback(() => createServer((incoming, response) => void serve(incoming, response)), options.port);
}

/** `/control/tenants/{tenantId}` as a regular expression; `{*rest}` takes everything that follows. */
function patternOf(path: string): RegExp {
  const source = path
    .replaceAll(/[.$+]/g, '\\$&')
    .replaceAll(/\{\*(\w+)\}/g, '(?<$1>.*)')
    .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

function requestOf(
  incoming: IncomingMessage,
  { origin, url, body, groups }: { origin: string; url: URL; body: string; groups: Record<string, string> },
): StandInRequest {
  const params = Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
  return {
    origin,
    url,
    params,
    header: (name) => incoming.headers[name]?.toString(),
    json() {
      try {
        return JSON.parse(body) as unknown;
      } catch {
        throw new StandInRefusal(400, 'invalidRequest', 'The body is no JSON.');
      }
    },
    form: () => new URLSearchParams(body),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= mostBytes) chunks.push(chunk);
    }
  } catch {
    throw new StandInRefusal(400, 'invalidRequest', 'The client went away while it sent the body.');
  }
  if (bytes > mostBytes) throw new StandInRefusal(413, 'bodyTooLarge', `A body has at most ${mostBytes} bytes.`);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, body, html, headers }: StandInAnswer) {
  const type = html === undefined ? 'application/json' : 'text/html; charset=utf-8';
  const text = html ?? JSON.stringify(body ?? {});
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers }).end(text);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new StandInRefusal(400, 'invalidRequest', `'${segment}' is no encoded text.`);
  }
}
