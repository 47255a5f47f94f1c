import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { answerAdmin } from './answerAdmin.ts';
import { answerFunction } from './answerFunction.ts';
import { checkRequestHead } from './checkRequestHead.ts';
import type { RequestHead } from './checkRequestHead.ts';
import type { AppFunction } from './describeApp.ts';
import type { DurableEngine } from './durableEngine.ts';
import type { InputData } from './functionsCoreTypes.ts';
import { readRequestBody } from './readRequestBody.ts';
import type { BodyLimits } from './readRequestBody.ts';
import { matchRoute } from './routeTemplate.ts';
import { sendResponse } from './sendResponse.ts';
import type { HostResponse } from './sendResponse.ts';

/** One answered request. */
export interface RequestLine {
  /** When it came in, by the host's clock. */
  readonly at: string;
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  /** The function that has answered it; none when the host did, as where a function failed. */
  readonly functionName?: string;
}

/** What answers requests: complete once the app is loaded. */
export interface RequestHost extends BodyLimits {
  readonly functions: readonly AppFunction[];
  readonly routePrefix: string;
  readonly durable: DurableEngine | undefined;
  /** The public origin: internal calls to the Durable interface come in under another one. */
  readonly origin: string;
  /** On performance.now()'s scale. */
  readonly startedAt: number;
  readonly now: () => Date;
  readonly extraInputs: (one: AppFunction) => InputData[];
  readonly triggerTimer: (name: string) => void;
  readonly onError: (functionName: string, error: unknown) => void;
  readonly onRequest: (line: RequestLine) => void;
}

/** Payloads of orchestrations are not bound by the limit of HTTP functions. */
const durableBodyLimitBytes = 64 * 1024 * 1024;
const durableRpc = /^\/durabletask(?:\/|$)/i;
const durableWebhook = /^\/runtime\/webhooks\/durabletask(?:\/|$)/i;

/** Requests that come before `host` resolves wait for it. `inFlight` has an entry for each request that is being answered. */
export function createRequestListener(host: Promise<RequestHost>, inFlight: Set<Promise<void>>): RequestListener {
  return (request, response) => {
    const work = answer(request, response, host)
      .catch(() => {
        // The host could not start, which its caller hears, or the answer could not be written.
        response.destroy();
      })
      .finally(() => inFlight.delete(work));
    inFlight.add(work);
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, starting: Promise<RequestHost>) {
  const begun = performance.now();
  // The client may go away at any time.
  const closed = new Promise((resolve) => response.once('close', resolve));
  const host = await starting;
  const at = host.now().toISOString();
  const head = checkRequestHead(request);
  const fail = (error: unknown): HostResponse => {
    host.onError('host', error);
    return { status: 500 };
  };
  const answered: HostResponse =
    typeof head === 'number' ? { status: head, close: true } : await route(request, head, host).catch(fail);
  sendResponse(response, answered);
  await closed;
  const path = typeof head === 'number' ? (request.url ?? '').replace(/\?.*/, '') : head.path.decoded;
  if (durableRpc.test(path)) return;
  const ms = Math.round(performance.now() - begun);
  const { status, functionName } = answered;
  const line = { at, method: request.method ?? '', path, status, ms };
  host.onRequest({ ...line, ...(functionName === undefined ? {} : { functionName }) });
}

async function route(request: IncomingMessage, head: RequestHead, host: RequestHost): Promise<HostResponse> {
  const path = head.path.decoded;
  if (path === '/' || path === '') return answerHomepage(head.method);
  if (path.includes('//')) return { status: 404 };
  if (host.durable && (durableRpc.test(path) || durableWebhook.test(path))) {
    return answerDurable(request, head, host.durable, host);
  }
  if (/^\/admin(?:\/|$)/i.test(path)) {
    return answerAdmin(head, host) ?? { status: 404 };
  }
  for (const one of host.functions) {
    if (one.kind !== 'http' || !one.methods.has(head.method)) continue;
    const parameters = matchRoute(one.template, path.slice(1));
    if (parameters) return answerFunction(one, request, head, parameters, host);
  }
  return { status: 404 };
}

async function answerDurable(
  request: IncomingMessage,
  head: RequestHead,
  durable: DurableEngine,
  { origin, bodyStallMs }: RequestHost,
): Promise<HostResponse> {
  const body = await readRequestBody(request, { bodyLimitBytes: durableBodyLimitBytes, bodyStallMs });
  if (!body) return { status: 500, close: true };
  return durable.handle({
    method: head.method,
    path: head.rawPath,
    query: new URLSearchParams(head.query),
    headers: head.headers,
    body,
    origin: durableRpc.test(head.path.decoded) ? origin : head.origin,
  });
}

const homepage = `<!doctype html>
<html lang="en">
<title>Your Functions host is running</title>
<h1>Your Functions host is running</h1>
<p>This is a local host. Its functions are listed under <a href="/admin/functions">/admin/functions</a>.</p>
</html>
`;

function answerHomepage(method: string): HostResponse {
  if (!['GET', 'HEAD', 'POST'].includes(method)) return { status: 404 };
  if (process.env['AzureWebJobsDisableHomepage'] === 'true') return { status: 204 };
  return { status: 200, headers: { 'Content-Type': 'text/html' }, body: homepage };
}
