import { undescribed } from './describedAnswer.ts';

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; an empty object when there is none. */
  readonly body: Body;
  readonly etag: string | undefined;
}

/** A body of the API, as a test reads it: what is not there is undefined and fails the expectation. */
export type Body = { readonly [member: string]: Body } & {
  readonly value: readonly Body[];
  /** Members are text as often as not: a test may write them as one. */
  toString(): string;
};

type Headers_ = Readonly<Record<string, string>>;

/** Somebody who calls the API. Every answer is held against the reference: one that it does not tell of is an error. */
export interface Caller {
  call(method: string, path: string, body?: unknown, headers?: Headers_): Promise<ApiAnswer>;
  get(path: string, headers?: Headers_): Promise<ApiAnswer>;
  post(path: string, body?: unknown, headers?: Headers_): Promise<ApiAnswer>;
  put(path: string, body?: unknown, headers?: Headers_): Promise<ApiAnswer>;
  patch(path: string, body?: unknown, headers?: Headers_): Promise<ApiAnswer>;
  delete(path: string, headers?: Headers_): Promise<ApiAnswer>;
  /** Everything of a list, over all its pages. */
  all(path: string): Promise<Body[]>;
  /** Follows a workflow to its end. */
  ended(accepted: ApiAnswer): Promise<Body>;
}

const pollMs = 10;
const longestWaitMs = 15_000;

/** @param token asked before every call, so that it is never one that has expired; none for somebody without a token */
export function createCaller(api: string, token?: () => Promise<string | undefined>): Caller {
  const caller: Caller = {
    async call(method, path, body, headers = {}) {
      const bearer = await token?.();
      const address = path.startsWith('http') ? path : api + path;
      const response = await fetch(address, {
        method,
        headers: {
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const faults = undescribed(method, address, { status: response.status, headers: response.headers, text });
      if (faults.length > 0) throw new Error(`The reference does not tell of this answer: ${faults.join('; ')}`);
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (isJson ? JSON.parse(text) : {}) as Body,
        etag: response.headers.get('etag') ?? undefined,
      };
    },
    get: (path, headers) => caller.call('GET', path, undefined, headers),
    post: (path, body, headers) => caller.call('POST', path, body, headers),
    put: (path, body, headers) => caller.call('PUT', path, body, headers),
    patch: (path, body, headers) => caller.call('PATCH', path, body, headers),
    delete: (path, headers) => caller.call('DELETE', path, undefined, headers),
    async all(path) {
      const rows: Body[] = [];
      for (let next: string | undefined = path; next !== undefined;) {
        const { status, body, text } = await caller.get(next);
        if (status !== 200) throw new Error(`${next}: ${status} ${text}`);
        rows.push(...body.value);
        next = body['nextLink'] as string | undefined;
      }
      return rows;
    },
    async ended(accepted) {
      const address = accepted.headers.get('operation-location') ?? '';
      for (const until = Date.now() + longestWaitMs; ;) {
        const { body, status, text } = await caller.get(address);
        if (status !== 200) throw new Error(`${address}: ${status} ${text}`);
        if (['succeeded', 'failed'].includes(String(body['status']))) return body;
        if (Date.now() > until) throw new Error(`The workflow did not end: ${text}`);
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    },
  };
  return caller;
}
