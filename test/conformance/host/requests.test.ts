import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rawRequest, rawText } from './rawRequest.ts';
import { type Target, isDirect, openTarget } from './target.ts';

/** FUNCTIONS_REQUEST_BODY_SIZE_LIMIT of the app. */
const limit = 1_048_576;

interface Seen {
  url: string;
  method: string;
  params: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string | null;
}

let target: Target;
beforeAll(async () => {
  target = await openTarget();
});
afterAll(() => target.close());

const send = (line: string, headers?: readonly string[], body?: string) =>
  rawRequest(target.origin, rawText(target.origin, line, headers, body));
const seen = async (line: string, headers?: readonly string[], body?: string) => {
  const response = await send(line, headers, body);
  expect(response.status).toBe(200);
  return JSON.parse(Buffer.from(response.body, 'latin1').toString()) as Seen;
};

describe('routing', () => {
  test.each([
    ['GET /api/echo/5', 200],
    ['GET /api/echo', 200],
    ['GET /API/ECHO/5', 200],
    ['GET /api/echo/', 200],
    ['GET /api/echo/5/', 200],
    ['GET /api/echo//5', 404],
    ['GET /api//echo', 404],
    ['GET //api/echo', 404],
    ['GET /api/echo/5//', 404],
    ['GET /api/echo/5/6', 404],
    ['GET /echo/5', 404],
    ['GET /api/unknown', 404],
    ['GET /api', 404],
    ['GET /api/', 404],
    ['POST /api', 200],
    ['POST /api/', 200],
    ['POST /api/7', 200],
    ['POST /api/x', 404],
    ['PUT /api/byName', 200],
    ['PUT /api/echo/5', 404],
    ['HEAD /api/echo/5', 404],
    ['OPTIONS /api/echo/5', 404],
    ['TRACE /api/echo/5', 404],
    ['BREW /api/echo/5', 404],
    ['CONNECT localhost:80', 404],
    ['OPTIONS *', 404],
    ['GET /favicon.ico', 404],
    ['GET /api/./echo/../echo/5', 200],
    ['GET /api/x/%2e%2e/echo/5', 200],
  ])('%s: %i', async (line, status) => {
    expect((await send(line)).status).toBe(status);
  });

  test.each(['GET /api/unknown', 'PUT /api/echo/5', 'HEAD /api/echo', 'BREW /api/echo', 'CONNECT localhost:80'])(
    'the 404 of %s is empty, with a length, without Allow',
    async (line) => {
      const { headers, body } = await send(line);
      expect(body).toBe('');
      expect(headers.map(([name]) => name).toSorted()).toEqual(['connection', 'content-length', 'date', 'server']);
    },
  );

  test.each([
    ['5', 200],
    ['-5', 200],
    ['+5', 200],
    ['%205', 200],
    ['05', 200],
    ['%35', 200],
    ['2147483647', 200],
    ['2147483648', 404],
    ['5.0', 404],
    ['x', 404],
    ['99999999999', 404],
    ['', 404],
  ])('int takes "%s": %i', async (text, status) => {
    expect((await send(`GET /api/number/${text}`)).status).toBe(status);
  });

  test.each([
    ['0f000000-0000-4000-8000-000000000001', 200],
    ['0f000000000040008000000000000001', 200],
    ['%7B0f000000-0000-4000-8000-000000000001%7D', 200],
    ['%7B0f000000-0000-4000-8000-000000000001', 404],
    ['0f000000-0000-4000-8000-00000000000', 404],
  ])('guid takes "%s": %i', async (text, status) => {
    expect((await send(`GET /api/unique/${text}`)).status).toBe(status);
  });

  test('the homepage', async () => {
    expect(await send('GET /')).toMatchObject({ status: 200, body: expect.stringContaining('running') });
    expect(await send('HEAD /')).toMatchObject({ status: 200, body: '' });
    expect((await send('POST /')).status).toBe(200);
  });
});

describe('parameters and request.url', () => {
  test.each([
    ['echo/A%20b', { id: 'A b' }, 'echo/A%20b'],
    ['echo/a%2Fb', { id: 'a%2Fb' }, 'echo/a%2Fb'],
    ['echo/a%2541', { id: 'a%41' }, 'echo/a%41'],
    ['echo/a%5Cb', { id: 'a\\b' }, 'echo/a%5Cb'],
    ['echo/%zz', { id: '%zz' }, 'echo/%25zz'],
    ['echo/%', { id: '%' }, 'echo/%25'],
    ['echo/%E0%A4', { id: '%E0%A4' }, 'echo/%E0%A4'],
    ['echo/%E0%A4%41', { id: '%E0%A4A' }, 'echo/%E0%A4A'],
    ['echo/%C3%A9', { id: 'é' }, 'echo/%C3%A9'],
    ['echo/%F0%9F%98%80', { id: '😀' }, 'echo/%F0%9F%98%80'],
    ['echo/a#b', { id: 'a#b' }, 'echo/a%23b'],
    ['echo/a%3Fb', { id: 'a?b' }, 'echo/a%3Fb'],
    ['echo/', {}, 'echo/'],
    ['echo', {}, 'echo'],
    ['rest/a/b%2Fc/', { rest: 'a/b%2Fc/' }, 'rest/a/b%2Fc/'],
    ['rest', {}, 'rest'],
    ['rest/', {}, 'rest/'],
    ['number/%205', { n: ' 5' }, 'number/%205'],
    ['deep/One/THEN/Two', { FirstPart: 'One', second: 'Two' }, 'deep/One/THEN/Two'],
  ])('%s: %j', async (path, params, url) => {
    expect(await seen(`GET /api/${path}`)).toMatchObject({ params, url: `${target.origin}/api/${url}` });
  });

  test('the URL follows the Host header, not X-Forwarded-Host', async () => {
    const text = `GET /api/echo?a=%zz&b HTTP/1.1\r\nHost: api.example:99\r\nX-Forwarded-Host: other\r\nConnection: close\r\n\r\n`;
    const { body } = await rawRequest(target.origin, text);
    expect((JSON.parse(body) as Seen).url).toBe('http://api.example:99/api/echo?a=%zz&b');
  });

  test('an absolute target with the same host is a path', async () => {
    expect(await seen(`GET ${target.origin}/api/echo/5`)).toMatchObject({ params: { id: '5' } });
  });
});

test.each([
  ['a', { a: '' }],
  ['a=', { a: '' }],
  ['a=1+2%203', { a: '1 2 3' }],
  ['a=1&a=2', { a: '1,2' }],
  ['a=1&A=2', { A: '1,2' }],
  ['a=1&b=x&a=2&&a=3', { a: '1,2,3', b: 'x' }],
  ['a=%zz%', { a: '%zz%' }],
  ['=2', { '': '2' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=%2F%26', { a: '/&' }],
  ['__proto__=1', { ['__proto__']: '1' }],
  ['', {}],
])('query ?%s: %j', async (query, expected) => {
  expect((await seen(`GET /api/echo?${query}`)).query).toEqual(query.startsWith('__') ? {} : expected);
});

describe('headers', () => {
  test('names in lower case, repeated ones joined, even authorization and cookie; values as UTF-8', async () => {
    const { headers } = await seen('GET /api/echo', [
      'X-B: 1',
      'x-b: 2',
      'Authorization: Bearer a',
      'authorization: Bearer b',
      'Cookie: a=1',
      'Cookie: b=2',
      'X-Empty:',
      `X-Utf8: ${Buffer.from('é').toString('utf8')}`,
      'x-ms-client-principal: forged',
      'x-functions-key: k',
    ]);
    expect(headers).toMatchObject({
      'x-b': '1,2',
      authorization: 'Bearer a,Bearer b',
      cookie: 'a=1,b=2',
      'x-empty': '',
      'x-utf8': 'é',
      'x-ms-client-principal': 'forged',
      'x-functions-key': 'k',
      host: new URL(target.origin).host,
    });
    expect(Object.keys(headers)).toEqual(Object.keys(headers).toSorted());
  });

  test.each([
    ['31 KB', ['X-Long: ' + 'x'.repeat(31_000)], 200],
    ['33 KB', ['X-Long: ' + 'x'.repeat(33_000)], 431],
    ['300 KB', ['X-Long: ' + 'x'.repeat(300_000)], 431],
    ['100', Array.from({ length: 98 }, (_, index) => `x-${index}: 1`), 200],
    ['101', Array.from({ length: 99 }, (_, index) => `x-${index}: 1`), 431],
  ])('%s of them', async (_, headers, status) => {
    expect((await send('GET /api/echo', headers)).status).toBe(status);
  });
});

describe('bodies', () => {
  const length = (text: string) => `Content-Length: ${text.length}`;

  test('bytes come through untouched', async () => {
    const body = '\xff\x00\xef\xbb\xbf{"a":1}';
    const text = rawText(target.origin, 'POST /api/echo', [length(body)], body);
    const response = await rawRequest(target.origin, Buffer.from(text, 'latin1'));
    expect((JSON.parse(Buffer.from(response.body, 'latin1').toString()) as Seen).body).toBe(body);
  });

  test('DELETE keeps its body, GET loses it', async () => {
    expect(await seen('DELETE /api/echo', [length('abc')], 'abc')).toMatchObject({ body: 'abc' });
    expect(await seen('GET /api/echo', [length('abc')], 'abc')).toMatchObject({
      body: null,
      headers: { 'content-length': '3' },
    });
  });

  test('a chunked body arrives empty, however long', async () => {
    const chunk = `7d0\r\n${'x'.repeat(2000)}\r\n`;
    const body = `${chunk.repeat(3)}0\r\n\r\n`;
    expect(await seen('POST /api/echo', ['Transfer-Encoding: chunked'], body)).toMatchObject({ body: null });
  });

  test('a POST without length has none', async () => {
    expect(await seen('POST /api/echo')).toMatchObject({ body: null });
  });

  test('at the limit it passes; above 500, empty, and the connection closes; on an unknown route 404', async () => {
    const whole = 'x'.repeat(limit);
    expect(await seen('POST /api/echo', [length(whole)], whole)).toMatchObject({
      body: whole,
    });
    for (const size of [limit + 1, 3_000_000]) {
      const body = 'x'.repeat(size);
      const text = `POST /api/echo HTTP/1.1\r\nHost: localhost\r\n${length(body)}\r\n\r\n${body}`;
      const response = await rawRequest(target.origin, text);
      expect(response).toMatchObject({ status: 500, body: '' });
      expect(Object.fromEntries(response.headers)).toMatchObject({ connection: 'close', 'content-length': '0' });
    }
    expect((await send('POST /api/unknown', [`Content-Length: ${limit + 1}`], 'x'.repeat(limit + 1))).status).toBe(404);
  });

  test('one that does not come is given up with an empty 500', async () => {
    expect(await send('POST /api/echo', ['Content-Length: 5'], 'abc')).toMatchObject({ status: 500, body: '' });
  });

  test('Expect: 100-continue is served', async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${target.origin}/api/echo`, {
        method: 'POST',
        headers: { Expect: '100-continue', 'Content-Length': 1 },
      });
      request.on('continue', () => request.end('x'));
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
    });
    expect(status).toBe(200);
  });
});

(isDirect ? describe : describe.skip)('what Kestrel refuses before routing', () => {
  const bare = (text: string) => rawRequest(target.origin, Buffer.from(text, 'latin1'));

  test.each([
    ['no Host', 'GET /api/echo HTTP/1.1\r\n\r\n', 400],
    ['no Host in HTTP/1.0', 'GET /api/echo HTTP/1.0\r\n\r\n', 500],
    ['two Hosts', 'GET /api/echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
    ['a Host that is none', 'GET /api/echo HTTP/1.1\r\nHost: a/b@c\r\n\r\n', 400],
    ['an absolute target with another host', 'GET http://b/api/echo HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['garbage', 'garbage\r\n\r\n', 400],
    ['a blank in the target', 'GET /api/e cho HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a raw byte in the target', 'GET /api/\xe9 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['%00 in the path', 'GET /api/echo/%00 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a length that is none', 'POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', 400],
    ['a header that is no UTF-8', 'GET /api/echo HTTP/1.1\r\nHost: a\r\nX-A: \xff\r\n\r\n', 400],
    ['a long request line', `GET /api/echo/${'x'.repeat(8192)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
  ])('%s', async (_, text, status) => {
    const response = await bare(text);
    expect(response).toMatchObject({ status, body: '' });
    expect(Object.fromEntries(response.headers)).toMatchObject({ connection: 'close', server: 'Kestrel' });
  });

  test('a path of 7,900 characters is fine', async () => {
    expect((await send(`GET /api/echo/${'x'.repeat(7900)}`)).status).toBe(200);
  });
});
