/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON; without one an empty object. */
  readonly body: ApiBody;
  readonly text: string;
}

/** A body of the API as a reader of JSON sees it; what is not there is undefined. */
export interface ApiBody {
  readonly [member: string]: unknown;
  readonly id?: string;
  /** The rows of a list. */
  readonly value?: readonly ApiBody[];
}

/** One request to the API, as anybody may send it. */
export async function callApi(
  url: string,
  {
    method,
    token,
    body,
    ifMatch,
  }: { method: string; token?: string | undefined; body?: unknown; ifMatch?: string | undefined },
): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as ApiBody,
  };
}
