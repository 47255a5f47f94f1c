import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { routes } from '../../../functions/routes/routes.ts';
import type { Route } from '../../../functions/http/route.ts';
import type { ApiAnswer } from '../../support/caller.ts';
import { openChangeSamples, openMutations } from '../../support/changeSamples.ts';
import { isOpen, named, parametersOf, setScene, type EveryRouteWorld } from '../../support/everyRouteWorld.ts';
import { figure } from '../../support/figure.ts';
import { hostileTexts } from '../../support/hostileTexts.ts';
import { refused } from '../../support/refused.ts';
import { startWorld, type World } from '../../support/world.ts';

jest.setTimeout(120_000);

let world: World;
let every: EveryRouteWorld;
let sampleOf: Awaited<ReturnType<typeof openChangeSamples>>;
beforeAll(async () => {
  world = await startWorld();
  every = await setScene(world);
  sampleOf = await openChangeSamples(world);
});
afterAll(() => world.stop());

const texts = Object.entries(hostileTexts);
/** For what takes no free text: it refuses one, so few others need to be tried. */
const fewTexts = texts.filter(([what]) =>
  ['NUL', 'a lone high surrogate', '__proto__', 'empty', 'long'].includes(what),
);
const anyText = 'markup';

/** One row of each schema: rows for the customer's own people and for partners share it. */
const distinct = (rows: readonly Route[], by: (route: Route) => unknown) => [
  ...new Map(rows.map((route) => [by(route), route])).values(),
];
const mutations = openMutations(routes);
const withBody = distinct(mutations, ({ body }) => body).filter(({ body }) => body);
let sent = 0;
let kept = 0;

type At = readonly string[];

/** Where a body has a text; the example of the reference has every member that there is. */
function textsIn(value: unknown, path: At = []): At[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, one]) => textsIn(one, [...path, member]));
}

function replaced(value: unknown, [member, ...rest]: At, text: string): unknown {
  if (member === undefined) return text;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  return Object.assign(copy, { [member]: replaced((value as Record<string, unknown>)[member], rest, text) });
}

const at = (value: unknown, path: At): unknown =>
  path.reduce<unknown>((one, member) => (one as Record<string, unknown> | undefined)?.[member], value);

/** Done, or refused for what it is: never a defect, and never something half way. */
function expectClean(what: string, { status, text }: ApiAnswer) {
  sent++;
  const clean = [200, 201, 202, 204, 400, 401, 403, 404, 409, 410, 412, 422];
  expect([what, text.slice(0, 300), clean.includes(status)]).toEqual([what, expect.any(String), true]);
}

describe('X7 a hostile text in every text of a body', () => {
  test.each(named(withBody))('%s: it is refused, or kept as it was sent', async (_, route) => {
    const example = every.bodyOf(route);
    let sample = await sampleOf(route);
    const send = (path: At, text: string, query = '') => {
      const body = replaced({ ...example, ...sample.body }, path, text);
      return sample.caller.call(route.method, `${sample.path}${query}`, body, sample.headers);
    };
    // The name of a member is the directory's; one that is sent in is ignored.
    const paths = textsIn({ ...example, ...sample.body }).filter(
      (path) => path.at(-1) !== 'displayName' || route.name === 'registerTenant',
    );
    for (const path of paths) {
      const isFree = (await send(path, hostileTexts[anyText] ?? '', '?dryRun=true')).status === 200;
      for (const [what, text] of isFree ? texts : fewTexts) {
        const where = `${path.join('.')}: ${what}`;
        const answer = await send(path, text);
        expectClean(where, answer);
        if (answer.status >= 300) continue;
        const answered = at(answer.body, path) ?? text;
        if (at(answer.body, path) !== undefined) kept++;
        expect([where, answered]).toEqual([where, text]);
        if (route.method === 'POST') sample = await sampleOf(route);
      }
    }
  });

  test.each(named(routes.filter((route) => route.kind !== 'mutation' && isOpen(route))))(
    '%s: what was kept is read without a defect',
    async (_, route) => {
      const answer = await every.call(every.callerOf(route), route);
      expect([200, 404]).toContain(answer.status);
    },
  );
});

describe('X7 a hostile text anywhere else', () => {
  const reads = distinct(routes, ({ query }) => query).filter((route) => route.query && isOpen(route));
  test.each(named(reads))('%s: in the query', async (_, route) => {
    const [path = ''] = every.pathOf(route).split('?', 1);
    const ask = (parameter: string, text: string) =>
      every.callerOf(route).call(route.method, `${path}?${new URLSearchParams({ [parameter]: text }).toString()}`);
    for (const parameter of Object.keys(route.query?.shape ?? {})) {
      const isFree = (await ask(parameter, hostileTexts[anyText] ?? '')).status !== 400;
      for (const [what, text] of (isFree ? texts : fewTexts).filter(([, one]) => one.length < 2_000)) {
        const answer = await ask(parameter, text);
        expect([what, answer.status < 500]).toEqual([what, true]);
        expectClean(`${parameter}: ${what}`, answer);
      }
    }
  });

  const byId = distinct(
    routes.filter((route) => parametersOf(route).length > 0 && isOpen(route)),
    (route) => `${route.audience} ${parametersOf(route).join(' ')}`,
  );
  // What is no text can't be sent in an address; folders and control characters are the host's to refuse.
  const inPaths = texts.filter(
    ([, text]) => text.isWellFormed() && text.trim() !== '' && !/\.\.|[/\\]|\p{Cc}/u.test(text) && text.length < 2_000,
  );
  test.each(named(byId))('%s: in the path', async (_, route) => {
    for (const parameter of parametersOf(route)) {
      for (const [what, text] of inPaths) {
        const ids = { [parameter]: encodeURIComponent(text) };
        const { status } = await every.call(every.callerOf(route), route, { ids, query: 'dryRun=true' });
        sent++;
        expect([what, [400, 404].includes(status)]).toEqual([what, true]);
      }
    }
  });

  const headers = ['if-match', 'x-request-id', 'traceparent', 'idempotency-key', 'x-forwarded-for', 'accept', 'prefer'];
  test.each(headers)('in the header %s', async (name) => {
    const { customer } = every.relation;
    const visible = texts.map(([, text]) => text).filter((text) => /^[\x20-\x7e]+$/.test(text) && text.length < 2_000);
    expect(visible.length).toBeGreaterThan(15);
    for (const text of visible) {
      const body = { name: 'Group' };
      expectClean(text, await customer.admin.post('/customer/roomGroups?dryRun=true', body, { [name]: text }));
    }
  });
});

describe('X7 bodies of a hostile shape', () => {
  const deep = (open: string, close: string, n: number) => open.repeat(n) + close.repeat(n);
  const members = (n: number) => `{${Array.from({ length: n }, (_, at) => `"m${at}":1`).join(',')}}`;
  const shapes: [string, string][] = [
    ['lists in lists', deep('[', ']', 30_000)],
    ['lists that do not end', '['.repeat(60_000)],
    ['objects in objects', deep('{"a":', '}', 9_000).replace('}', '1}')],
    ['very many members', members(6_000)],
    ['a number beyond numbers', '{"name":1e999}'],
    ['a number of 60,000 digits', `{"name":${'9'.repeat(60_000)}}`],
    ['a text as long as a body may be', JSON.stringify({ name: 'x'.repeat(65_000) })],
    ['a list as long as a body may be', `[${'1,'.repeat(30_000)}1]`],
    ['two values', '{}{}'],
    ['a comma too many', '{"name":"one",}'],
    ['a comment', '{"name":"one"/* */}'],
    ['single quotes', "{'name':'one'}"],
    ['no quotes', '{name:1}'],
    ['a line break in a text', '{"name":"one\ntwo"}'],
    ['a byte order mark', '\uFEFF{"name":"one"}'],
    ['a constructor', '{"constructor":{"prototype":{"admin":true}}}'],
    ['a prototype', '{"__proto__":{"admin":true}}'],
  ];
  test.each(named(withBody))('%s', async (_, route) => {
    for (const [what, body] of shapes) {
      const answer = await every.call(every.callerOf(route), route, { body, query: 'dryRun=true' });
      expect([what, answer]).toMatchObject([what, refused(400, 'invalidRequest')]);
      expect((answer.body['errors'] as unknown as unknown[] | undefined)?.length ?? 0).toBeLessThanOrEqual(20);
      sent++;
    }
    expect(Reflect.has({}, 'admin')).toBe(false);
  });

  test('of a member that comes twice the last one counts, for the answer, the store and the log alike', async () => {
    const { customer } = every.relation;
    const body = `{"name":"First","accountUpn":"twice@contoso.example","name":"Second"}`;
    const made = await customer.admin.post('/customer/rooms', body);
    expect(made).toMatchObject({ status: 201, body: { name: 'Second' } });
    expect(JSON.stringify(world.product.store.inspect('tenants', customer.tenantId))).not.toContain('First');
  });

  test.each(['ff', 'c080', 'eda080', 'f4908080', '80', 'e28022'])('bytes that are no UTF-8: %s', async (bytes) => {
    const { tenantId, objectId } = await world.person(every.relation.customer.tenantId, { globalAdministrator: true });
    const token = String(await world.product.identity.issueToken({ tenantId, objectId }));
    const response = await fetch(`${String(world.product.api[0])}/customer/roomGroups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: Buffer.concat([Buffer.from('{"name":"'), Buffer.from(bytes, 'hex'), Buffer.from('"}')]),
    });
    expect(response.status).toBe(400);
  });
});

test('there was something to keep', () => {
  expect(kept).toBeGreaterThan(200);
  figure('X7 hostile texts and shapes sent without a 5xx', `${sent}, ${kept} of them kept as they were sent`);
});
