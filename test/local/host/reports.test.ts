import { app } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalClock } from '../../../local/clock/localClock.ts';
import type { RequestLine } from '../../../local/host/createRequestListener.ts';
import { type Host, startHost } from '../../../local/host/startHost.ts';

// What whoever starts the host is told, and what it says of itself without keys.
let host: Host;
const lines: RequestLine[] = [];
const errors: [string, unknown][] = [];
beforeAll(async () => {
  host = await startHost({
    port: 0,
    clock: createLocalClock(),
    hostJson: { routePrefix: 'api' },
    bodyLimitBytes: 1000,
    load: () => {
      app.http('echo', { methods: ['GET', 'POST'], route: 'echo/{id?}', handler: () => ({ body: 'x' }) });
      app.get('throwsError', () => {
        throw new Error('boom');
      });
      app.get('throwsText', () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- The case under test.
        throw 'text';
      });
      app.get('status600', () => ({ status: 600 }));
    },
    onRequest: (line) => lines.push(line),
    onError: (name, error) => errors.push([name, error]),
  });
});
afterAll(() => host.stop());
const ask = (line: string, headers: Record<string, string> = {}, body?: string) => {
  const [method = '', path = ''] = line.split(' ');
  return fetch(`${host.origin}${path}`, { method, headers, ...(body !== undefined && { body }) });
};

describe('the host', () => {
  test('answers on both loopback addresses under one port', async () => {
    const statuses = await Promise.all(
      ['127.0.0.1', 'localhost'].map(async (name) => (await fetch(`http://${name}:${host.port}/api/echo`)).status),
    );
    expect(statuses).toEqual([200, 200]);
  });

  test('reports a line per request, without the query, and the function that answered', async () => {
    lines.length = 0;
    await ask('GET /api/echo/5?code=secret');
    await ask('GET /api/nowhere');
    expect(lines).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        method: 'GET',
        path: '/api/echo/5',
        status: 200,
        ms: expect.any(Number),
        functionName: 'echo',
      },
      {
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        method: 'GET',
        path: '/api/nowhere',
        status: 404,
        ms: expect.any(Number),
      },
    ]);
  });

  test('describes itself and its functions under /admin', async () => {
    const json = async (path: string) => (await fetch(`${host.origin}/admin/${path}`)).json();
    expect(await json('host/status')).toMatchObject({ state: 'Running', version: '4.1037.0.0' });
    expect(await json('functions/ECHO')).toMatchObject({
      name: 'echo',
      language: 'node',
      invoke_url_template: `${host.origin}/api/echo/{id?}`,
      config: {
        bindings: [expect.objectContaining({ type: 'httpTrigger' }), expect.objectContaining({ type: 'http' })],
      },
      isDisabled: false,
    });
    expect(await json('functions')).toHaveLength(4);
    expect(await ask('GET /admin/host/ping')).toMatchObject({ status: 200 });
    expect((await ask('GET /admin/functions/unknown')).status).toBe(404);
    expect((await ask('DELETE /admin/functions/echo')).status).toBe(404);
    expect((await ask('GET /admin/other')).status).toBe(404);
    expect((await ask('POST /admin/functions/echo')).status).toBe(415);
    expect((await ask('POST /admin/functions/echo', { 'content-type': 'application/json' }, '{}')).status).toBe(501);
  });

  test('what a handler throws is told to the caller of the host, not to the client', async () => {
    errors.length = 0;
    for (const name of ['throwsError', 'throwsText', 'status600']) {
      const response = await ask(`GET /api/${name}`);
      expect([response.status, await response.text()]).toEqual([500, '']);
    }
    expect(errors).toEqual([
      ['throwsError', new Error('boom')],
      ['throwsText', 'text'],
      ['status600', expect.objectContaining({ name: 'RangeError' })],
    ]);
  });

  test('the limit of bodies is the one it was given', async () => {
    expect((await ask('POST /api/echo', {}, 'x'.repeat(1000))).status).toBe(200);
    expect((await ask('POST /api/echo', {}, 'x'.repeat(1001))).status).toBe(500);
  });

  test('the homepage can be disabled', async () => {
    process.env['AzureWebJobsDisableHomepage'] = 'true';
    expect((await ask('GET /')).status).toBe(204);
    delete process.env['AzureWebJobsDisableHomepage'];
  });
});
