import type { IncomingMessage } from 'node:http';

import { readRequestPath } from './readRequestPath.ts';
import type { RequestPath } from './readRequestPath.ts';

/** A request that may be routed. */
export interface RequestHead {
  readonly method: string;
  readonly path: RequestPath;
  /** As sent, still escaped. */
  readonly rawPath: string;
  /** As sent, without the question mark. */
  readonly query: string;
  /** `http://<Host header>` */
  readonly origin: string;
  /** Names in lower case, sorted; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
}

const maxRequestLine = 8192;
const maxHeaderBytes = 32 * 1024;
const maxHeaders = 100;

/** Reads what stands before the body, within Kestrel's limits. A number is the status that refuses it; the connection then closes. */
export function checkRequestHead(request: IncomingMessage): RequestHead | number {
  const { method = '', url = '', httpVersion, rawHeaders } = request;
  if (`${method} ${url} HTTP/1.1\r\n`.length > maxRequestLine) return 414;
  const headerBytes = rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
  if (headerBytes > maxHeaderBytes || rawHeaders.length / 2 > maxHeaders) return 431;

  const headers = readHeaders(rawHeaders);
  if (!headers) return 400;
  const host = headers['host'];
  // Kestrel itself lets HTTP/1.0 pass without a Host, and the host then fails to make a URL.
  if (host === undefined) return httpVersion === '1.0' ? 500 : 400;
  const origin = `http://${host}`;
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host) || !URL.canParse(origin)) return 400;

  const absolute = /^http:\/\/(?<authority>[^/?#]*)/i.exec(url);
  if (absolute && absolute.groups?.['authority']?.toLowerCase() !== host.toLowerCase()) return 400;
  const target = absolute ? url.slice(absolute[0].length) || '/' : url;
  if (/[^\x21-\x7e]/.test(target)) return 400;
  const question = target.indexOf('?');
  const rawPath = question < 0 ? target : target.slice(0, question);
  const path = readRequestPath(rawPath);
  if (!path) return 400;
  return {
    method: method.toUpperCase(),
    path,
    rawPath,
    query: question < 0 ? '' : target.slice(question + 1),
    origin,
    headers,
  };
}

/** Undefined where the Host is repeated or a value is no UTF-8. */
function readHeaders(raw: readonly string[]): Record<string, string> | undefined {
  const values = new Map<string, string>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = readUtf8(raw[index + 1] ?? '');
    const known = values.get(name);
    if (value === undefined || (name === 'host' && known !== undefined)) return undefined;
    values.set(name, known === undefined ? value : `${known},${value}`);
  }
  return Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Node hands header values out as Latin-1. */
function readUtf8(latin1: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1'));
  } catch {
    return undefined;
  }
}
