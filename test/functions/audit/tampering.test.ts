import type { Container } from '@azure/cosmos';
import type { TokenCredential } from '@azure/identity';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cosmosClient } from '../../../functions/composition.ts';
import { merkleRoot } from '../../../shared/domain/auditSeals/merkleTree.ts';
import { newId } from '../../../shared/domain/ids.ts';
import type { Body } from '../../support/caller.ts';
import { directStore } from '../../support/directStore.ts';
import { figure } from '../../support/figure.ts';
import { writeManyAuditEvents } from '../../support/manyAuditEvents.ts';
import { seeded } from '../../support/seeded.ts';
import { betweenStore } from '../../support/transport.ts';
import { startWorld, type World, type WorldTenant } from '../../support/world.ts';

/** How many times the log is tampered with: `npm run campaign:audit` does it 10,000 times. */
const tamperings = Number(process.env['TAMPERINGS'] ?? 80);
const seed = Number(process.env['SEED'] ?? 20_261_122);

interface Row {
  id: string;
  type: string;
  [member: string]: unknown;
}
interface EventRow extends Row {
  creationTime: string;
  activity: Record<string, unknown>;
}
interface SealRow extends Row {
  statement: Record<string, unknown> & { number: number };
  leaves: { id: string; hash: string }[];
}

/** The timer that seals stands still: what is tampered with is not to be sealed meanwhile. */
let frozen = false;
/** The product sees no seal at all: what it then finds, it would find without them. */
let blind = false;
let world: World;
let customer: WorldTenant;
let container: Container;
let events: EventRow[];
let seals: SealRow[];
const random = seeded(seed);
const pick = <Thing>(things: readonly Thing[]): Thing => {
  const thing = things[random(things.length)];
  if (thing === undefined) throw new Error('There is nothing to pick from.');
  return thing;
};

beforeAll(async () => {
  world = await startWorld({
    swap: betweenStore(async ({ body }, proceed) => {
      const text = typeof body === 'string' ? body : '';
      if (frozen && text.includes('c._ts >= ')) throw Object.assign(new Error('Not now.'), { code: 503 });
      const response = await proceed();
      const ofSeals = text.includes('"auditSeal"') || text.includes('sealHead_');
      return blind && ofSeals ? { ...response, bodyAsText: '{"_rid":"","Documents":[],"_count":0}' } : response;
    }),
  });
  customer = await world.tenant('Contoso');
  const { environment, store } = world.product;
  const { COSMOS_ENDPOINT = '', COSMOS_KEY = '', COSMOS_DATABASE = '' } = environment;
  const client = cosmosClient({ COSMOS_ENDPOINT, COSMOS_KEY }, {} as TokenCredential, store.httpClient);
  container = client.database(COSMOS_DATABASE).container('tenants');
  // Seals of very different sizes, over two days.
  for (const size of [1, 2, 3, 40, 1, 7, 260, 5]) {
    const start = world.now().getTime();
    await writeManyAuditEvents(directStore(world), {
      tenantId: customer.tenantId,
      events: size,
      timeOf: (event) => new Date(start + event * 10),
      changesOf: (event) => [{ path: '/name', from: `Room ${event}`, to: `Hall ${event}` }],
    });
    await world.advance({ seconds: 6 * 3600 });
  }
  await world.advance({ seconds: 3600 });
  frozen = true;
  const rows = world.product.store.inspect('tenants', customer.tenantId) as unknown as Row[];
  const bare = ({ _ts, _etag, ...row }: Row) => row;
  events = rows.filter(({ type }) => type === 'auditEvent').map(bare) as EventRow[];
  seals = rows.filter(({ type }) => type === 'auditSeal').map(bare) as SealRow[];
  events.sort((a, b) => (a.id < b.id ? -1 : 1));
  seals.sort((a, b) => (a.id < b.id ? -1 : 1));
});
afterAll(() => world.stop());

const put = (row: Row) => container.items.upsert(row);
const remove = (row: Row) => container.item(row.id, customer.tenantId).delete();
const verified = async (query = ''): Promise<Body> => {
  const { status, body, text } = await customer.admin.get(`/customer/auditEvents/verify${query}`);
  if (status !== 200) throw new Error(`${status} ${text}`);
  return body;
};

/** What somebody did to the log, what is to be found, and how it is undone. */
interface Tampering {
  readonly what: string;
  readonly kinds: readonly string[];
  /** Names that are right: of events, or numbers of seals; any where there are none. */
  readonly names: readonly (string | number)[];
  readonly undo: () => Promise<unknown>;
}

async function changedMember(): Promise<Tampering> {
  const event = pick(events);
  const [member, changed] = pick<[string, Partial<EventRow>]>([
    ['objectName', { activity: { ...event.activity, objectName: 'Another' } }],
    ['resultStatus', { activity: { ...event.activity, resultStatus: 'Failed' } }],
    ['a member more', { activity: { ...event.activity, note: '' } }],
    ['a member less', { activity: { objectId: event.activity['objectId'] } }],
    ['userId', { user: { userId: 'd2b0d1d5-0000-4000-8000-000000000000', userTenantId: customer.tenantId } }],
    ['side', { side: 'partner' }],
    ['side that there is not', { side: 'nobody' }],
    ['requestId', { requestId: 'other' }],
    ['time', { creationTime: new Date(Date.parse(event.creationTime) + 1).toISOString() }],
    ['changes', { changes: [] }],
    ['error', { error: { code: 'permissionDenied', message: 'No.' } }],
    ['through', { through: { roleId: 'primaryAdmin', assignmentId: 'assignedAdmins' } }],
    ['everything', { activity: 7, user: null, creationTime: 'never' } as unknown as Partial<EventRow>],
  ]);
  await put({ ...event, ...changed });
  return { what: `changed ${member}`, kinds: ['changed'], names: [event.id], undo: () => put(event) };
}

async function droppedEvent(): Promise<Tampering> {
  const event = pick(events);
  await remove(event);
  return { what: 'dropped', kinds: ['dropped'], names: [event.id], undo: () => put(event) };
}

async function droppedRun(): Promise<Tampering> {
  const from = random(events.length);
  const gone = events.slice(from, from + 1 + random(40));
  for (const event of gone) await remove(event);
  return {
    what: 'dropped several',
    kinds: ['dropped'],
    names: [gone[0]?.id ?? ''],
    undo: async () => {
      for (const event of gone) await put(event);
    },
  };
}

async function insertedEvent(): Promise<Tampering> {
  const [first, last] = [events[0], events.at(-1)].map((event) => Date.parse(event?.creationTime ?? ''));
  const time = new Date((first ?? 0) + random((last ?? 0) - (first ?? 0)));
  const id = pick([newId('auditEvent', time), `evt_${'0'.repeat(26)}`, 'zzz', 'evt_', pick(events).id + '0']);
  const event = { ...pick(events), id, creationTime: time.toISOString() };
  await put(event);
  return { what: 'inserted', kinds: ['inserted'], names: [id], undo: () => remove(event) };
}

async function reordered(): Promise<Tampering> {
  const [one, other] = [pick(events), pick(events)];
  if (one.id === other.id) return reordered();
  const withTime = random(2) === 0;
  const exchanged = (here: EventRow, there: EventRow) => ({
    ...there,
    id: here.id,
    ...(withTime ? { creationTime: here.creationTime } : {}),
  });
  await put(exchanged(one, other));
  await put(exchanged(other, one));
  return {
    what: 'reordered',
    kinds: ['reordered', 'changed'],
    names: [[one.id, other.id].sort()[0] ?? ''],
    undo: async () => {
      await put(one);
      await put(other);
    },
  };
}

async function sealGone(): Promise<Tampering> {
  const seal = pick(seals);
  await remove(seal);
  return { what: 'seal gone', kinds: ['sealMissing'], names: [seal.statement.number], undo: () => put(seal) };
}

/** The last seals are gone; with them, or not, the events that they were over. */
async function cutOff(): Promise<Tampering> {
  const gone: Row[] = seals.slice(seals.length - 1 - random(seals.length - 1));
  const names = [(gone[0] as SealRow).statement.number];
  if (random(2) === 0) {
    const ids = new Set((gone as SealRow[]).flatMap(({ leaves }) => leaves.map(({ id }) => id)));
    gone.push(...events.filter(({ id }) => ids.has(id)));
  }
  for (const row of gone) await remove(row);
  return {
    what: 'cut off',
    kinds: ['sealMissing'],
    names,
    undo: async () => {
      for (const row of gone) await put(row);
    },
  };
}

async function changedSeal(): Promise<Tampering> {
  const seal = pick(seals);
  const { statement, leaves } = seal;
  const leaf = pick(leaves);
  const others = leaves.filter((one) => one !== leaf);
  const [member, changed] = pick<[string, object]>([
    ['number', { statement: { ...statement, number: statement.number + 1 } }],
    ['time', { statement: { ...statement, sealedAt: new Date(0).toISOString() } }],
    ['root', { statement: { ...statement, root: leaf.hash.toLowerCase() } }],
    ['bounds', { statement: { ...statement, firstEventId: 'zzz', lastEventId: 'zzz' } }],
    ['previous', { statement: { ...statement, previous: { hash: 'x', sealedAt: statement['sealedAt'] } } }],
    ['customer', { statement: { ...statement, customerId: 'd2b0d1d5-0000-4000-8000-000000000000' } }],
    ['no statement', { statement: null }],
    ['signature', { signature: Buffer.alloc(64, random(256)).toString('base64url') }],
    ['key', { keyId: 'local:00000000000000000000000000000000' }],
    ['leaf hash', { leaves: [...others, { ...leaf, hash: 'x' }] }],
    ['leaf id', { leaves: leaves.map((one) => (one === leaf ? { ...one, id: `${one.id}0` } : one)) }],
    ['no leaf', { leaves: [] }],
    ['leaf gone', { leaves: others }],
    ['all made anew', remade(seal, others.length > 0 ? others : leaves)],
  ]);
  await put({ ...seal, ...changed });
  return {
    what: `seal ${member}`,
    kinds: ['sealChanged', 'sealMissing'],
    names: [statement.number, statement.number - 1, statement.number + 1],
    undo: () => put(seal),
  };
}

/** All that can be made without the key, as if one event had never been in it. */
const remade = ({ statement }: SealRow, leaves: SealRow['leaves']) => ({
  leaves,
  statement: {
    ...statement,
    completeUntil: new Date(1).toISOString(),
    events: leaves.length,
    firstEventId: leaves[0]?.id,
    lastEventId: leaves.at(-1)?.id,
    root: merkleRoot(leaves.map(({ hash }) => hash)),
  },
});

async function exchangedSeals(): Promise<Tampering> {
  const [one, other] = [pick(seals), pick(seals)];
  if (one.id === other.id) return exchangedSeals();
  await put({ ...other, id: one.id });
  await put({ ...one, id: other.id });
  return {
    what: 'seals exchanged',
    kinds: ['sealChanged'],
    names: [Math.min(one.statement.number, other.statement.number)],
    undo: async () => {
      await put(one);
      await put(other);
    },
  };
}

const ways = [
  changedMember,
  changedMember,
  droppedEvent,
  droppedRun,
  insertedEvent,
  insertedEvent,
  reordered,
  sealGone,
  cutOff,
  changedSeal,
  changedSeal,
  exchangedSeals,
];

/** What is wrong about what was found; nothing when it is what was done. */
function missed({ kinds, names }: Tampering, { whole, fault }: Body): string | undefined {
  if (whole as unknown) return 'nothing was found';
  const name = (fault?.['eventId'] ?? fault?.['seal']) as unknown as string | number;
  if (!kinds.includes(String(fault?.['kind']))) return `${String(fault?.['kind'])} ${name}`;
  return names.includes(name) ? undefined : `${name} was named`;
}

test('a log that nobody has touched is whole', async () => {
  expect(await verified()).toMatchObject({ whole: true, events: events.length, unsealed: 0, seals: seals.length });
});

test(
  'whatever somebody changes, drops, inserts or reorders in the log or its seals is found and named',
  async () => {
    const found = new Map<string, number>();
    for (let round = 0; round < tamperings; round++) {
      const done = await pick(ways)();
      const wrong = missed(done, await verified());
      if (wrong !== undefined)
        throw new Error(`Round ${round}, seed ${seed}, ${done.what} (${done.names.join()}): ${wrong}.`);
      await done.undo();
      found.set(done.what, (found.get(done.what) ?? 0) + 1);
    }
    expect(await verified()).toMatchObject({ whole: true, events: events.length, unsealed: 0 });
    expect(found.size).toBeGreaterThan(15);
    figure('Tamperings with the stored log that were found and named', `${tamperings} of ${tamperings}, seed ${seed}`);
  },
  60_000 + tamperings * 200,
);

test('the control: without the seals nothing of it is found', async () => {
  blind = true;
  const rounds = 20;
  let unfound = 0;
  for (let round = 0; round < rounds; round++) {
    const done = await pick(ways)();
    if (missed(done, await verified()) !== undefined) unfound++;
    await done.undo();
  }
  blind = false;
  expect(unfound).toBeGreaterThan(rounds / 2);
});

test('a period names only what is wrong in it', async () => {
  const event = events[events.length - 3];
  if (!event) throw new Error('There are events.');
  await remove(event);
  const before = new Date(Date.parse(event.creationTime) - 1).toISOString();
  expect(await verified(`?to=${before}`)).toMatchObject({ whole: true });
  expect(await verified(`?from=${event.creationTime}`)).toMatchObject({
    fault: { kind: 'dropped', eventId: event.id },
  });
  await put(event);
});

test('what was changed before is not sealed anew, and has no proof', async () => {
  const event = pick(events.slice(10));
  await put({ ...event, side: 'partner' });
  frozen = false;
  await world.advance({ seconds: 120 });
  frozen = true;
  expect(await verified()).toMatchObject({ whole: false, fault: { kind: 'changed', eventId: event.id } });
  expect((await customer.admin.get(`/customer/auditEvents/${event.id}/proof`)).status).toBe(404);
  await put(event);
  expect((await customer.admin.get(`/customer/auditEvents/${event.id}/proof`)).status).toBe(200);
});

test('after the last seals were taken away the chain goes on from the head, and the gap stays', async () => {
  const gone = seals.slice(-2);
  for (const seal of gone) await remove(seal);
  frozen = false;
  await customer.admin.post('/customer/rooms', { name: 'After', accountUpn: 'after@x.example' });
  await world.advance({ seconds: 120 });
  expect(await verified()).toMatchObject({
    whole: false,
    fault: { kind: 'sealMissing', seal: gone[0]?.statement.number },
  });
  for (const seal of gone) await put(seal);
  expect(await verified()).toMatchObject({ whole: true, unsealed: 0 });
});
