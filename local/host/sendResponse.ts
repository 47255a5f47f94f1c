import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** A whole answer; without a body `Content-Length: 0`. */
export interface HostResponse {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array | string;
  /** Closes the connection behind the answer. */
  readonly close?: boolean;
  /** The function whose answer it is. */
  readonly functionName?: string;
}

/** Sends an answer with Kestrel's framing: a body is always chunked, no answer says keep-alive. */
export function sendResponse(response: ServerResponse, { status, headers, body, close }: HostResponse): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries({ Server: 'Kestrel', ...headers })) {
    if (value !== undefined) response.setHeader(name, value);
  }
  if (close === true) response.setHeader('Connection', 'close');
  else if (response.shouldKeepAlive && !response.hasHeader('connection')) response.removeHeader('Connection');
  const isEmpty = body === undefined || body.length === 0;
  if (status === 204 || status === 304 || (response.req.method === 'HEAD' && !isEmpty)) {
    response.end();
    return;
  }
  if (isEmpty) {
    if (!response.hasHeader('content-length')) response.setHeader('Content-Length', 0);
    response.end();
    return;
  }
  if (!response.hasHeader('content-length')) response.setHeader('Transfer-Encoding', 'chunked');
  response.end(body);
}
