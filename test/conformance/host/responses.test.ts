import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rawRequest, rawText } from './rawRequest.ts';
import { type Target, openTarget } from './target.ts';

let target: Target;
beforeAll(async () => {
  target = await openTarget();
});
afterAll(() => target.close());

const get = (name: string, method = 'GET') =>
  rawRequest(target.origin, rawText(target.origin, `${method} /api/${name}`));
/** The headers that a client sees apart from those on every answer. */
const own = (headers: readonly (readonly [string, string])[]) =>
  Object.fromEntries(headers.filter(([name]) => !['server', 'date', 'connection'].includes(name)));

describe('an answer', () => {
  test.each([
    ['nothing', 204, {}, ''],
    ['nothingAtAll', 204, {}, ''],
    ['aNumber', 500, { 'content-length': '0' }, ''],
    ['aString', 500, { 'content-length': '0' }, ''],
    ['aBoolean', 500, { 'content-length': '0' }, ''],
    ['zero', 500, { 'content-length': '0' }, ''],
    ['anArray', 200, { 'content-length': '0' }, ''],
    ['anObject', 200, { 'content-length': '0' }, ''],
    ['empty', 200, { 'content-length': '0' }, ''],
    ['created', 201, { 'content-length': '0' }, ''],
    ['tooMany', 429, { 'content-length': '0' }, ''],
    ['jsonObject', 200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }, '{"a":1}'],
    ['jsonUndefined', 200, { 'content-length': '0' }, ''],
    ['jsonNull', 200, { 'content-length': '0' }, ''],
    ['jsonString', 200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }, '"x"'],
    ['jsonFalse', 200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }, 'false'],
    ['textBody', 200, { 'content-type': 'text/plain;charset=UTF-8', 'transfer-encoding': 'chunked' }, 'text'],
    ['emptyText', 200, { 'content-type': 'text/plain;charset=UTF-8', 'content-length': '0' }, ''],
    ['bufferBody', 200, { 'transfer-encoding': 'chunked' }, 'bytes'],
    [
      'objectBody',
      200,
      { 'content-type': 'text/plain;charset=UTF-8', 'transfer-encoding': 'chunked' },
      '[object Object]',
    ],
    ['ownType', 200, { 'content-type': 'application/problem+json', 'transfer-encoding': 'chunked' }, '{"a":1}'],
    ['noContent', 204, {}, ''],
    ['notModified', 304, { etag: '"1"' }, ''],
    ['status600', 500, { 'content-length': '0' }, ''],
    ['status99', 500, { 'content-length': '0' }, ''],
    ['statusWord', 500, { 'content-length': '0' }, ''],
    ['statusText', 202, { 'content-length': '0' }, ''],
    ['newline', 500, { 'content-length': '0' }, ''],
    ['badName', 500, { 'content-length': '0' }, ''],
    ['nonAscii', 500, { 'content-length': '0' }, ''],
    ['negotiated', 406, { 'content-length': '0' }, ''],
    ['twoCookies', 200, { 'set-cookie': 'b=2', 'x-two': '1, 2', 'content-length': '0' }, ''],
    ['ownLength', 200, { 'content-type': 'text/plain;charset=UTF-8', 'content-length': '4' }, 'four'],
    ['throwsError', 500, { 'content-length': '0' }, ''],
    ['throwsLater', 500, { 'content-length': '0' }, ''],
    ['throwsText', 500, { 'content-length': '0' }, ''],
  ])('%s: %i %j %s', async (name, status, headers, body) => {
    const response = await get(name);
    expect(response).toMatchObject({ status, body });
    expect(own(response.headers)).toEqual(headers);
  });

  test('cookies have each a header, in ASP.NET spelling', async () => {
    const { headers } = await get('cookies');
    expect(headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value)).toEqual([
      'a=1; max-age=60; path=/; secure; samesite=strict; httponly',
      'b=x%20y%3Bz; path=/',
      'c=it%27s; expires=Fri, 02 Jan 1970 00:00:00 GMT; domain=example.com; path=/; samesite=none',
    ]);
  });

  test('headers of the handler pass through, even Server', async () => {
    const { headers } = await get('ownHeaders');
    expect(Object.fromEntries(headers)).toMatchObject({
      server: 'mine',
      'cache-control': 'no-store',
      location: '/x',
      'x-powered-by': 'y',
    });
  });

  test('every other one has Server and Date and nothing that the real host does not send', async () => {
    const { headers } = await get('textBody');
    expect(headers.map(([name]) => name).sort()).toEqual([
      'connection',
      'content-type',
      'date',
      'server',
      'transfer-encoding',
    ]);
    expect(Object.fromEntries(headers)).toMatchObject({ server: 'Kestrel', connection: 'close' });
    const kept = await fetch(`${target.origin}/api/empty`);
    expect([...kept.headers.keys()]).toEqual(['content-length', 'date', 'server']);
  });

  test('HEAD where it is listed has the headers and neither length nor body', async () => {
    const response = await get('textBody', 'HEAD');
    expect(response).toMatchObject({ status: 200, body: '' });
    expect(own(response.headers)).toEqual({ 'content-type': 'text/plain;charset=UTF-8' });
  });
});
