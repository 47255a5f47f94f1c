import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLog } from '../../../local/start/createLog.ts';
import { startWorld, type World } from '../../support/world.ts';

const lines: string[] = [];
/** What the product told of its answered requests. */
const answered: object[] = [];
let world: World;
beforeAll(async () => {
  world = await startWorld({
    log: (line) => lines.push(line),
    swap: (parts) => ({ ...parts, answered: (line) => (answered.push(line), parts.answered(line)) }),
  });
});
afterAll(() => world.stop());

/** The lines of the API since the last time. */
const apiLines = () => lines.splice(0).filter((line) => line.includes(' /api/'));
const id = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

test('one line per request: time, method, path without the query, status, ms, request id, who called', async () => {
  const { tenantId } = await world.tenant('Contoso');
  const ada = await world.person(tenantId, { globalAdministrator: true });
  apiLines();
  const answer = await ada.get('/customer/rooms?search=secret', { 'x-request-id': 'my.request-1' });
  expect(answer.status).toBe(200);
  const line = new RegExp(
    String.raw`^\d{4}-\d\d-\d\dT[\d:.]+Z GET /api/v1/customer/rooms 200 [\d.]+ ms my\.request-1 ${tenantId}/${ada.objectId}\n$`,
  );
  expect(apiLines()).toEqual([expect.stringMatching(line)]);
});

test('refusals too, with the request id that the answer has; nobody known: no caller', async () => {
  const nobody = await world.nobody.get('/customer/rooms');
  const stranger = await (await world.person(crypto.randomUUID())).get('/customer/rooms');
  const unknownPath = await world.nobody.get('/nowhere');
  expect([nobody.status, stranger.status, unknownPath.status]).toEqual([401, 403, 404]);
  expect(apiLines()).toEqual([
    expect.stringContaining(` 401 `),
    expect.stringMatching(new RegExp(` 403 .* ms ${stranger.headers.get('x-request-id') ?? ''} ${id}/${id}\n$`)),
    // No function has seen this one.
    expect.stringMatching(/ GET \/api\/v1\/nowhere 404 [\d.]+ ms - -\n$/),
  ]);
});

test('as JSON a line says the route too, and the code of a refusal', async () => {
  const json: string[] = [];
  const log = createLog({ quiet: false, json: true, write: (line) => json.push(line) });
  const told = { at: '2026-11-22T09:00:00.000Z', method: 'GET', path: '/api/v1/me', ms: 1 };
  log.request({ ...told, status: 401, route: 'getMe', code: 'unauthenticated' });
  expect(JSON.parse(json.join(''))).toEqual({ ...told, status: 401, route: 'getMe', code: 'unauthenticated' });

  answered.splice(0);
  await world.nobody.get('/me');
  await world.nobody.get('/health');
  expect(answered).toEqual([
    expect.objectContaining({ route: 'getMe', status: 401, code: 'unauthenticated' }),
    expect.not.objectContaining({ code: expect.anything() }),
  ]);
  apiLines();
});

test('a path can put nothing else into the log', async () => {
  await world.nobody.get('/customer/rooms/%0d%0aforged%20line%1b');
  expect(apiLines()).toEqual([expect.stringContaining('/customer/rooms/%0D%0Aforged%20line%1B 401 ')]);
  await world.nobody.get('/nowhere%0d%0aforged%20line');
  expect(apiLines()).toEqual([expect.stringContaining('/nowhere%0D%0Aforged%20line 404 ')]);
});
