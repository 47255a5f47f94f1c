import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { figure } from '../../support/figure.ts';
import { directStore } from '../../support/directStore.ts';
import { writeManyAuditEvents } from '../../support/manyAuditEvents.ts';
import { refused } from '../../support/refused.ts';
import { relate } from '../../support/relationship.ts';
import { betweenStore } from '../../support/transport.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

/** Fails the read of the log that this counts down to. */
let failsAfter = Infinity;
/** Whose log is the long one, and the most events that it was asked for at once. */
let longLogOf: string | undefined;
let longestRead = 0;
let world: World;
beforeAll(async () => {
  world = await startWorld({
    swap: betweenStore(async ({ body, headers }, proceed) => {
      const text = typeof body === 'string' && body.includes('"SELECT TOP') && body.includes('auditEvent') ? body : '';
      if (text === '' || headers.get('x-ms-cosmos-is-query-plan-request') !== undefined) return proceed();
      if (--failsAfter < 0) throw Object.assign(new Error('Gone.'), { code: 503 });
      if (longLogOf === undefined || !text.includes(longLogOf)) return proceed();
      return { ...(await proceed()), bodyAsText: pageOfLongLog(text, longLogOf) };
    }),
  });
});
afterAll(() => world.stop());

const path = '/customer/auditEvents/export';
const eight =
  'activity.category,activity.objectName,activity.operation,activity.resultStatus,activity.tenantId,creationTime,user.userId,user.userTenantId';
const nextOf = (link: string | null) => /^<([^>]+)>; rel="next"$/.exec(link ?? '')?.[1];

/** All parts of an export, each without its head. */
async function exported({ admin }: WorldTenant, query = ''): Promise<string[][]> {
  const parts: string[][] = [];
  for (let next: string | undefined = path + query; next !== undefined;) {
    const { status, text, headers } = await admin.get(next);
    if (status !== 200) throw new Error(`${status} ${text}`);
    expect(text.endsWith('\r\n')).toBe(true);
    parts.push(text.split('\r\n').slice(1, -1));
    next = nextOf(headers.get('link'));
  }
  return parts;
}

/** RFC 4180, read by a parser that knows nothing of ours. */
function parseCsv(text: string): string[][] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, quoted, bare = '', end] of cells) {
    rows.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

test('R92 the CSV has the eight columns first, then the others, newest first, and is a download', async () => {
  const relation = await relate(world);
  const { customer, primaryAdmin, atCustomer, partner } = relation;
  const { body } = await customer.admin.post('/customer/rooms', { name: 'Alpha', accountUpn: 'a@x.example' });
  await primaryAdmin.patch(`${atCustomer}/rooms/${String(body['id'])}`, { name: 'Beta' });
  await partner.admin.delete(atCustomer);
  const { status, headers, text } = await customer.admin.get(path);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(headers.get('content-disposition')).toBe('attachment');
  expect(headers.get('link')).toBeNull();
  const [head, ...rows] = parseCsv(text);
  expect(head?.join(',')).toBe(
    `${eight},side,activity.objectId,requestId,through.roleId,through.assignmentId,error,id`,
  );
  const listed = await customer.admin.all('/customer/auditEvents');
  expect(rows.map((row) => row.at(-1))).toEqual(listed.map(({ id }) => id));
  expect(rows[0]).toMatchObject({
    0: 'Relationship',
    3: 'Failed',
    4: customer.tenantId,
    8: 'partner',
    13: 'permissionDenied',
  });
  expect(rows[1]).toMatchObject({
    0: 'Room',
    1: 'Beta',
    2: 'Update',
    6: primaryAdmin.objectId,
    7: partner.tenantId,
    9: String(body['id']),
    11: 'primaryAdmin',
    12: 'assignedAdmins',
    13: '',
  });
});

test('R92 what a spreadsheet would run is defused, and what needs quotes has them', async () => {
  const customer = await world.tenant('Contoso');
  const names = ['=1+1', '+1', '-1', '@SUM(A1)', '=HYPERLINK("http://x","y")', 'a,b', 'say "hi"', "'", 'Ünï 会議室'];
  for (const [at, name] of names.entries()) {
    await customer.admin.post('/customer/rooms', { name, accountUpn: `r${at}@x.example` });
  }
  const { text } = await customer.admin.get(path);
  const told = parseCsv(text)
    .slice(1, -1)
    .map((row) => row[1]);
  const harmless = names.map((name) => (/^[=+\-@]/.test(name) ? `'${name}` : name));
  expect(told).toEqual(harmless.toReversed());
  expect(text).toContain(`,"'=HYPERLINK(""http://x"",""y"")",`);
});

test('R92 a period: both ends included, a date as end means the whole day', async () => {
  const customer = await world.tenant('Contoso');
  await world.advance({ days: 2 });
  await customer.admin.post('/customer/rooms', { name: 'Late', accountUpn: 'l@x.example' });
  const [late, early] = (await customer.admin.all('/customer/auditEvents')).map(({ creationTime }) =>
    String(creationTime),
  );
  const names = async (query: string) => (await exported(customer, query)).flat().map((line) => line.split(',')[1]);
  expect(await names(`?startDate=${String(early).slice(0, 10)}&endDate=${String(late).slice(0, 10)}`)).toEqual([
    'Late',
    'Contoso',
  ]);
  expect(await names(`?startDate=${String(late)}`)).toEqual(['Late']);
  expect(await names(`?endDate=${String(early)}`)).toEqual(['Contoso']);
  expect(await names(`?startDate=${String(late).slice(0, 10)}`)).toEqual(['Late']);
});

const day = (world_: World, days: number) =>
  new Date(world_.now().getTime() - days * 86_400_000).toISOString().slice(0, 10);
test.each([
  ['', 'from', 'to'],
  ['/export', 'startDate', 'endDate'],
])(
  'R92 ranges of /customer/auditEvents%s: 180 UTC days, not reversed, dates that are dates',
  async (route, from, to) => {
    const { admin } = await world.tenant('Contoso');
    const ask = (query: string) => admin.get(`/customer/auditEvents${route}?${query}`);
    expect(await ask(`${from}=${day(world, 180)}`)).toMatchObject({ status: 200 });
    for (const early of [day(world, 181), `${day(world, 181)}T23:59:59.999Z`]) {
      const answer = await ask(`${from}=${early}&${to}=${day(world, 0)}`);
      expect(answer).toMatchObject(refused(422, 'auditRangeTooLong'));
      expect(answer.body['errors']).toMatchObject([{ path: from }]);
    }
    const wrong: [query: string, path: string][] = [
      [`${from}=${day(world, 1)}&${to}=${day(world, 2)}`, from],
      [`${from}=2026-02-30`, from],
      [`${to}=yesterday`, to],
      [`${to}=2026-11-22T10:00:00`, to],
      [`${from}=`, from],
      ['before=2026-11-22', 'before'],
      [`${from}=${day(world, 1)}&${from}=${day(world, 1)}`, from],
    ];
    for (const [query, path_] of wrong) {
      const answer = await ask(query);
      expect([query, answer]).toMatchObject([query, refused(400, 'invalidRequest')]);
      expect([query, answer.body['errors']]).toMatchObject([query, [{ path: path_ }]]);
    }
  },
);

test('R92 the export is for GA and MSA of the customer', async () => {
  const { customer, primaryAdmin } = await relate(world);
  const somebody = await world.person(customer.tenantId);
  expect(await somebody.get(path)).toMatchObject(refused(403, 'permissionDenied'));
  expect(await primaryAdmin.get(path)).toMatchObject(refused(403, 'permissionDenied'));
});

/** The longest log that is tried: `npm run campaign:export` goes through a million events. */
const many = Number(process.env['AUDIT_EVENTS'] ?? 100_500);

/** The event at a place of the long log, which is thought up when it is asked for: nobody has to hold all of them. */
const eventAt = (place: number, tenantId: string) => ({
  id: `evt_${String(place).padStart(26, '0')}`,
  type: 'auditEvent',
  activity: {
    category: 'Room',
    objectId: `room_${place}`,
    objectName: `Room ${place}`,
    operation: 'Update',
    resultStatus: 'Successful',
    tenantId,
  },
  creationTime: new Date(place).toISOString(),
  user: { userId: tenantId, userTenantId: tenantId },
  side: 'customer',
  requestId: 'many',
  tenantId,
  _etag: '"1"',
});

/** The page of the long log that a query of the store asks for, newest first. */
function pageOfLongLog(text: string, tenantId: string): string {
  const { query, parameters } = JSON.parse(text) as { query: string; parameters: { name: string; value: unknown }[] };
  const value = (name = '') => parameters.find((one) => one.name === name)?.value;
  const after = value(/c\.id < (@\w+)/.exec(query)?.[1]);
  const top = Number(value(/TOP (@\w+)/.exec(query)?.[1]));
  const from = typeof after === 'string' ? Number(after.slice('evt_'.length)) : many;
  const events = Array.from({ length: Math.min(top, from) }, (_, at) => eventAt(from - 1 - at, tenantId));
  longestRead = Math.max(longestRead, events.length);
  return JSON.stringify({ _rid: '', Documents: events, _count: events.length });
}

test(
  'R92 a long log: every event once, at most 100,000 an answer, read in pages',
  async () => {
    const customer = await world.tenant('Contoso');
    longLogOf = customer.tenantId;
    let [expected, parts, most] = [many, 0, 0];
    for (let next: string | undefined = path; next !== undefined; parts++) {
      const { text, headers } = await customer.admin.get(next);
      const rows = text.split('\r\n').slice(1, -1);
      expect(rows.length).toBeLessThanOrEqual(100_000);
      for (const row of rows) {
        const id = row.slice(row.lastIndexOf(',') + 1);
        if (id !== `evt_${String(--expected).padStart(26, '0')}`) throw new Error(`${id} is not number ${expected}.`);
      }
      most = Math.max(most, text.length);
      next = nextOf(headers.get('link'));
    }
    expect([expected, parts, longestRead]).toEqual([0, Math.ceil(many / 100_000), 2_000]);
    figure('R92 events exported', `${many} in ${parts} parts, the largest of ${Math.round(most / 1024 / 1024)} MB`);
  },
  60_000 + many,
);

test('R92 an export that can not be read whole is an error, never a file that looks whole', async () => {
  const customer = await world.tenant('Contoso');
  const start = world.now().getTime();
  const timeOf = (event: number) => new Date(start + event);
  await writeManyAuditEvents(directStore(world), { tenantId: customer.tenantId, events: 2_500, timeOf });
  failsAfter = 1;
  const answer = await customer.admin.get(path);
  failsAfter = Infinity;
  expect(answer).toMatchObject(refused(503, 'temporarilyUnavailable'));
  expect((await exported(customer)).flat()).toHaveLength(2_501);
});

test('R92 a continuation is for its caller and its query', async () => {
  const customer = await world.tenant('Contoso');
  const answer = await customer.admin.get(`${path}?continuation=forged`);
  expect(answer).toMatchObject(refused(400, 'continuationInvalid'));
});

test('R92 pages of the list are bounded in bytes too, and every event comes once', async () => {
  const customer = await world.tenant('Contoso');
  const start = world.now().getTime();
  const rooms = Array.from({ length: 1_000 }, (_, at) => `room_${String(at).padStart(26, '0')}`);
  const changes = [{ path: '/scope', from: { roomIds: rooms }, to: { roomIds: rooms } }];
  const ids = await writeManyAuditEvents(directStore(world), {
    tenantId: customer.tenantId,
    events: 40,
    timeOf: (event) => new Date(start + event),
    changesOf: () => changes,
  });
  const first = await customer.admin.get('/customer/auditEvents?top=200');
  expect(Buffer.byteLength(first.text)).toBeLessThan(1.2 * 1024 * 1024);
  expect(first.body.value.length).toBeGreaterThan(5);
  const all = await customer.admin.all('/customer/auditEvents?top=200');
  expect(all.map(({ id }) => String(id)).slice(0, -1)).toEqual(ids.toReversed());
});
