import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ApiAnswer, Caller } from '../support/caller.ts';
import { pause } from './aimedShots.ts';
import { companyMaker } from './campaignPair.ts';
import { startProductProcess } from './productProcess.ts';
import { progressBar } from './progressBar.ts';
import { standInAt } from './standIn.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    // The control: without keys a request that is sent again is another one.
    'without-keys': { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const withKeys = !values['without-keys'];
const say = (line: string) => process.stdout.write(`${line}\n`);

const folder = await mkdtemp(join(tmpdir(), 'crash-keys-'));
const log = join(folder, 'product.log');
const data = join(folder, 'data');
let product = await startProductProcess(data, log);
const standIn = standInAt(product.standIn);
const make = companyMaker(product.api, standIn);
const [customer, partner] = [await make.customer('customer'), await make.partner('partner')];
const atCustomer = `/partner/customers/${customer.tenantId}`;
await relate();
const room = await made(customer.admin.post('/customer/rooms', { name: 'Room', accountUpn: 'room@x.example' }));

/** What is sent, of both sides: each makes one thing of a name. */
const requests: ((name: string) => { caller: Caller; path: string; body: object })[] = [
  (name) => ({ caller: customer.admin, path: '/customer/rooms', body: { name, accountUpn: `${name}@x.example` } }),
  (name) => ({ caller: customer.admin, path: '/customer/roomGroups', body: { name } }),
  (name) => ({
    caller: partner.primaryAdmin,
    path: `${atCustomer}/roles`,
    body: { name, permissions: ['rooms.view'] },
  }),
  (title) => ({
    caller: partner.primaryAdmin,
    path: `${atCustomer}/tickets`,
    body: { title, description: 'Since noon.', roomIds: [room], highImpact: false },
  }),
];

let violations = 0;
let unanswered = 0;
const claim = (holds: boolean, text: string) => {
  if (holds) return;
  violations++;
  say(`VIOLATION ${text}`);
};

const showProgress = progressBar(kills, 'kills');
for (let killed = 0; killed < kills; killed++) {
  const committed = killed % 2 === 0;
  const where = `kill ${killed + 1}, ${committed ? 'after' : 'before'} the commit`;
  const shots = requests.map((request) => {
    const name = randomUUID();
    const { caller, path, body } = request(name);
    const headers = withKeys ? { 'idempotency-key': name } : {};
    return { name, path, send: () => caller.post(path, body, headers) };
  });
  await standIn.stallCommits(shots.length, committed ? 'afterCommit' : 'beforeCommit');
  const answers = shots.map(({ send }) => send().catch(() => undefined));
  while ((await standIn.stallsLeft()) > 0) await pause(5);
  // A commit that was made is in the file before its answer would leave.
  while (committed && (await countOf(shots)) < shots.length) await pause(5);
  await product.kill();
  const came = await Promise.all(answers);
  product = await startProductProcess(data, log, product.ports);

  const [again, oncemore] = [await each(shots), await each(shots)];
  for (const [at, { name, path }] of shots.entries()) {
    const [first, second] = [again[at], oncemore[at]];
    claim(first?.status === 201, `${where}: ${path} is answered ${first?.status} ${first?.text}`);
    // A commit that stalls for long is sent again, or found to be made: then an answer may have come before the kill.
    const wasMade = committed || came[at] !== undefined;
    unanswered += came[at] ? 0 : 1;
    claim(isReplay(first) || !wasMade, `${where}: ${path} is no replay`);
    claim(isReplay(second) && second?.text === first?.text, `${where}: ${path} is answered otherwise once more`);
    claim((await countOf([{ name }])) === 1, `${where}: ${path} was not done once`);
  }
  showProgress(killed + 1, `${violations} violations`);
}

await product.kill();
say(`${kills} kills between commit and answer, and before it; ${unanswered} requests without an answer sent again`);
if (violations === 0) await rm(folder, { recursive: true });
else say(`The log and the data are kept in ${folder}.`);
say(`${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;

async function each(shots: readonly { send: () => Promise<ApiAnswer> }[]): Promise<ApiAnswer[]> {
  return Promise.all(shots.map(({ send }) => send()));
}

function isReplay(answer: ApiAnswer | undefined): boolean {
  return answer?.headers.get('idempotency-replayed') === 'true';
}

/** How often these were done, by the log of the customer, which is written with them. */
async function countOf(things: readonly { name: string }[]): Promise<number> {
  const names = new Set(things.map(({ name }) => name));
  const events = (await standIn.stored('tenants', customer.tenantId)).filter(({ type }) => type === 'auditEvent');
  return events.filter((event) => {
    const { objectName, resultStatus } = event['activity'] as { objectName: string; resultStatus: string };
    return names.has(objectName) && resultStatus === 'Successful';
  }).length;
}

async function made(answer: Promise<ApiAnswer>): Promise<string> {
  const { status, text, body } = await answer;
  if (status !== 201) throw new Error(`${status} ${text}`);
  return String(body['id']);
}

async function relate(): Promise<void> {
  const offer = {
    partnerDomain: partner.domain,
    expiresInDays: 7,
    scope: { kind: 'allRooms' },
    acceptedTermsVersion: '2026-11',
  };
  const invitationId = await made(customer.admin.post('/customer/invitations', offer));
  const body = { primaryAdmins: partner.primaryAdmins };
  const accepted = await partner.admin.post(`/partner/invitations/${invitationId}/accept`, body);
  const { status } = await partner.admin.ended(accepted);
  if (String(status) !== 'succeeded') throw new Error('The relationship is not active.');
}
