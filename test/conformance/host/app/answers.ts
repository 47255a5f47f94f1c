import { app, type HttpResponseInit } from '@azure/functions';

/** What handlers return, by the name of their function; several break the library's types on purpose. */
const results: Record<string, unknown> = {
  nothing: undefined,
  nothingAtAll: null,
  aNumber: 5,
  aString: 'x',
  aBoolean: true,
  zero: 0,
  anArray: [1],
  anObject: { a: 1 },
  empty: {},
  created: { status: 201 },
  tooMany: { status: 429 },
  jsonObject: { jsonBody: { a: 1 } },
  jsonUndefined: { jsonBody: undefined },
  jsonNull: { jsonBody: null },
  jsonString: { jsonBody: 'x' },
  jsonFalse: { jsonBody: false },
  textBody: { body: 'text' },
  emptyText: { body: '' },
  bufferBody: { body: Buffer.from('bytes') },
  objectBody: { body: { a: 1 } },
  ownType: { jsonBody: { a: 1 }, headers: { 'content-type': 'application/problem+json' } },
  noContent: { status: 204, body: 'x' },
  notModified: { status: 304, body: 'x', headers: { etag: '"1"' } },
  status600: { status: 600 },
  status99: { status: 99 },
  statusWord: { status: 'abc' },
  statusText: { status: '202' },
  newline: { headers: { a: 'b\nc' } },
  badName: { headers: { 'a b': 'c' } },
  nonAscii: { headers: { a: 'é' } },
  twoCookies: {
    headers: [
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['X-Two', '1'],
      ['X-Two', '2'],
    ],
  },
  cookies: {
    cookies: [
      { name: 'a', value: '1', maxAge: 60, path: '/', secure: true, httpOnly: true, sameSite: 'Strict' },
      { name: 'b', value: 'x y;z' },
      { name: 'c', value: "it's", expires: 86_400_000, domain: 'example.com', sameSite: 'None' },
    ],
  },
  negotiated: { body: 'x', enableContentNegotiation: true },
  ownHeaders: {
    body: 'x',
    headers: { Server: 'mine', 'Cache-Control': 'no-store', Location: '/x', 'X-Powered-By': 'y' },
  },
  ownLength: { body: 'four', headers: { 'Content-Length': '4' } },
};

for (const [name, result] of Object.entries(results)) {
  app.http(name, { methods: ['GET', 'HEAD'], handler: () => result as HttpResponseInit });
}
app.get('throwsError', () => {
  throw new Error('boom');
});
app.get('throwsLater', () => Promise.reject(new Error('later')));
app.get('throwsText', () => {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- The case under test.
  throw 'text';
});
