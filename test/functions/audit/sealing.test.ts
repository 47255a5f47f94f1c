import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Body } from '../../support/caller.ts';
import { directStore } from '../../support/directStore.ts';
import { writeManyAuditEvents } from '../../support/manyAuditEvents.ts';
import { refused } from '../../support/refused.ts';
import { relate } from '../../support/relationship.ts';
import { betweenStore } from '../../support/transport.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

/** A commit with this text waits for the gate. */
let held: { text: string; gate: Promise<undefined> } | undefined;
/** The service that signs is down. */
let signingFails = false;
let signatures = 0;
let world: World;
beforeAll(async () => {
  const between = betweenStore(async ({ body }, proceed) => {
    if (held && typeof body === 'string' && body.startsWith('[') && body.includes(held.text)) await held.gate;
    return proceed();
  });
  world = await startWorld({
    swap: (parts) => ({
      ...between(parts),
      auditSigner: {
        ...parts.auditSigner,
        sign: (text) => {
          signatures++;
          return signingFails ? Promise.reject(new Error('No key now.')) : parts.auditSigner.sign(text);
        },
      },
    }),
  });
});
afterAll(() => world.stop());

interface StoredSeal {
  readonly type: string;
  readonly statement: { readonly number: number; readonly sealedAt: string; readonly events: number };
  readonly leaves: readonly { readonly id: string }[];
}
const sealsOf = ({ tenantId }: WorldTenant) =>
  world.product.store
    .inspect('tenants', tenantId)
    .filter(({ type }) => type === 'auditSeal') as unknown as StoredSeal[];
const verified = async ({ admin }: WorldTenant, query = ''): Promise<Body> => {
  const { status, body, text } = await admin.get(`/customer/auditEvents/verify${query}`);
  if (status !== 200) throw new Error(text);
  return body;
};
const room = ({ admin }: WorldTenant, name: string) =>
  admin.post('/customer/rooms', { name, accountUpn: `${name.toLowerCase()}@x.example` });
const minute = { seconds: 60 };

test('R90 what is new in a log is sealed within a minute, once, in a chain', async () => {
  const customer = await world.tenant('Contoso');
  expect(await verified(customer)).toMatchObject({ whole: true, events: 1, unsealed: 1, seals: 0 });
  await world.advance(minute);
  for (const name of ['A', 'B', 'C']) {
    await room(customer, name);
    if (name === 'B') await world.advance(minute);
  }
  expect(await verified(customer)).toMatchObject({ whole: true, events: 4, unsealed: 1, seals: 2 });
  await world.advance(minute);
  await world.advance(minute);
  expect(await verified(customer)).toMatchObject({
    whole: true,
    events: 4,
    unsealed: 0,
    seals: 3,
    head: { number: 3 },
  });
  expect(sealsOf(customer).map(({ statement }) => [statement.number, statement.events])).toEqual([
    [1, 1],
    [2, 2],
    [3, 1],
  ]);
  const ids = sealsOf(customer).flatMap(({ leaves }) => leaves.map(({ id }) => id));
  expect(ids.toSorted()).toEqual((await customer.admin.all('/customer/auditEvents')).map(({ id }) => id).toSorted());
});

test.each([30, 600, 3600, 86_400])(
  'a commit that lands %s s after it was decided on is sealed within a minute of landing',
  async (seconds) => {
    const customer = await world.tenant('Contoso');
    await room(customer, 'Early');
    const { promise, resolve } = Promise.withResolvers<undefined>();
    held = { text: 'Held back', gate: promise };
    const late = room(customer, 'Held back');
    await new Promise((soon) => setTimeout(soon, 50));
    // Others are committed and sealed meanwhile, with later ids.
    await room(customer, 'Meanwhile');
    await world.advance({ seconds });
    held = undefined;
    resolve(undefined);
    expect((await late).status).toBe(201);
    const [event] = (await customer.admin.all('/customer/auditEvents')).filter(
      ({ activity }) => String(activity?.['objectName']) === 'Held back',
    );
    const proof = `/customer/auditEvents/${String(event?.['id'])}/proof`;
    expect((await customer.admin.get(proof)).status).toBe(404);
    await world.advance(minute);
    expect((await customer.admin.get(proof)).status).toBe(200);
    const { whole, unsealed, fault } = await verified(customer);
    // What comes a quarter of an hour late may as well have been put in by hand, and is named.
    expect([whole, unsealed]).toEqual([seconds < 900, 0]);
    const named = { kind: fault?.['kind'], eventId: fault?.['eventId'] };
    expect(named).toEqual(seconds < 900 ? {} : { kind: 'inserted', eventId: event?.['id'] });
  },
);

test('a signing service that is down delays the seals, and loses none', async () => {
  const customer = await world.tenant('Contoso');
  signingFails = true;
  await room(customer, 'A');
  await world.advance({ seconds: 3600 });
  await room(customer, 'B');
  await world.advance({ seconds: 3600 });
  expect(world.defects().length).toBeGreaterThan(0);
  expect(await verified(customer)).toMatchObject({ whole: true, unsealed: 3 });
  signingFails = false;
  await world.advance(minute);
  expect(await verified(customer)).toMatchObject({ whole: true, unsealed: 0, seals: 1 });
});

test('two runs at once make one chain, and every event is in one seal', async () => {
  const customer = await world.tenant('Contoso');
  for (let round = 0; round < 5; round++) {
    await room(customer, `Room ${round}`);
    await Promise.all([world.product.host.callTimer('sealAuditEvents'), world.advance(minute)]);
  }
  await world.advance(minute);
  const ids = sealsOf(customer).flatMap(({ leaves }) => leaves.map(({ id }) => id));
  expect(ids).toHaveLength(new Set(ids).size);
  expect(await verified(customer)).toMatchObject({ whole: true, events: 6, unsealed: 0 });
});

test('a quiet log costs no signature', async () => {
  await world.advance({ seconds: 600 });
  signatures = 0;
  for (let run = 0; run < 3; run++) await world.advance(minute);
  expect(signatures).toBe(0);
});

test('more events than one seal takes: several seals, each within its size', async () => {
  const customer = await world.tenant('Contoso');
  const start = world.now().getTime() - 60_000;
  const timeOf = (event: number) => new Date(start + event);
  await writeManyAuditEvents(directStore(world), { tenantId: customer.tenantId, events: 2_300, timeOf });
  await world.advance(minute);
  expect(sealsOf(customer).map(({ statement }) => statement.events)).toEqual([1_000, 1_000, 301]);
  expect(await verified(customer)).toMatchObject({ whole: true, events: 2_301, unsealed: 0, seals: 3 });
});

test('a period is checked by itself, also when what was before has expired (R94)', async () => {
  const customer = await world.tenant('Contoso');
  await world.advance(minute);
  for (const name of ['First', 'Second', 'Third', 'Fourth']) {
    await room(customer, name);
    await world.advance({ days: 60 });
  }
  const all = await verified(customer);
  expect(all).toMatchObject({ whole: true, unsealed: 0 });
  expect(Number(all['events'])).toBeLessThan(4);
  const day = (ago: number) => new Date(world.now().getTime() - ago * 86_400_000).toISOString().slice(0, 10);
  expect(await verified(customer, `?from=${day(130)}&to=${day(50)}`)).toMatchObject({ whole: true, events: 2 });
  expect(await verified(customer, `?from=${day(180)}`)).toMatchObject({ whole: true });
  expect(await verified(customer, `?from=${day(2)}&to=${day(1)}`)).toMatchObject({ whole: true, events: 0 });
});

test('verify and proof are for GA and MSA of the customer; ranges are those of the log', async () => {
  const { customer, primaryAdmin } = await relate(world);
  await world.advance(minute);
  const [event] = await customer.admin.all('/customer/auditEvents');
  const somebody = await world.person(customer.tenantId);
  const proof = `/customer/auditEvents/${String(event?.['id'])}/proof`;
  for (const path of ['/customer/auditEvents/verify', proof]) {
    expect(await customer.admin.get(path)).toMatchObject({ status: 200 });
    expect(await somebody.get(path)).toMatchObject(refused(403, 'permissionDenied'));
    expect(await primaryAdmin.get(path)).toMatchObject(refused(403, 'permissionDenied'));
  }
  const other = await world.tenant('Fabrikam');
  expect(await other.admin.get(proof)).toMatchObject(refused(404, 'notFound'));
  const ask = (query: string) => customer.admin.get(`/customer/auditEvents/verify?${query}`);
  expect(await ask('from=2020-01-01')).toMatchObject(refused(422, 'auditRangeTooLong'));
  const today = world.now().toISOString().slice(0, 10);
  expect(await ask(`from=${today}&to=2026-01-01`)).toMatchObject(refused(400, 'invalidRequest'));
  expect(await ask('from=soon')).toMatchObject(refused(400, 'invalidRequest'));
});
