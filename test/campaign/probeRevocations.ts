import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCaller } from '../support/caller.ts';
import { acceptAttempt } from './acceptAttempt.ts';
import { companyMaker, expectStatus, type Pair } from './campaignPair.ts';
import { startProductProcess } from './productProcess.ts';
import { progressBar } from './progressBar.ts';
import { standInAt } from './standIn.ts';

const { values } = parseArgs({
  options: {
    probes: { type: 'string', default: '500' },
    // The control: the other instance is asked without waiting for the answer.
    early: { type: 'boolean', default: false },
  },
});
const probes = Number(values.probes);
const atOnce = 10;

const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'revocations-'));
const product = await startProductProcess(join(folder, 'data'), join(folder, 'product.log'), undefined, 2);
const [, other = ''] = product.apis;
const standIn = standInAt(product.standIn);
const make = companyMaker(product.api, standIn);
const pair: Pair = {
  customer: await make.customer('customer'),
  partner: await make.partner('partner'),
  accepts: 0,
  ends: 0,
};
const { customer, partner } = pair;
const withPartner = `/customer/partners/${partner.tenantId}`;
const room = await customer.admin.post('/customer/rooms', { name: 'Room', accountUpn: 'room@rooms.example' });
const ofRoom = `/partner/customers/${customer.tenantId}/rooms/${String(room.body['id'])}`;
const another = await customer.admin.post('/customer/rooms', { name: 'Other', accountUpn: 'other@rooms.example' });
const [user] = partner.primaryAdmins;
const who = { tenantId: partner.tenantId, objectId: user?.id ?? '' };
/** The Primary admin, at the other instance than the one that is told to revoke. */
const elsewhere = createCaller(other, () => standIn.token(who));

async function scope(body: object): Promise<void> {
  const { etag = '' } = await customer.admin.get(`${withPartner}/scope`);
  expectStatus(await customer.admin.put(`${withPartner}/scope`, body, { 'if-match': etag }), 200);
}
async function relate(): Promise<void> {
  const accepted = await (await acceptAttempt(pair)).send();
  expectStatus(accepted, 202);
  await partner.admin.ended(accepted);
}

/** What takes access away, and what gives it back. */
const revocations = [
  {
    name: 'suspend',
    revoke: async () => expectStatus(await customer.admin.post(`${withPartner}/suspend`), 200),
    restore: async () => expectStatus(await customer.admin.post(`${withPartner}/resume`), 200),
  },
  {
    name: 'narrow',
    revoke: () => scope({ kind: 'selected', roomIds: [String(another.body['id'])] }),
    restore: () => scope({ kind: 'allRooms' }),
  },
  {
    name: 'end',
    revoke: async () => {
      const ended = await customer.admin.delete(withPartner);
      expectStatus(ended, 202);
      ending = ended;
    },
    restore: async () => {
      if (ending) await customer.admin.ended(ending);
      await relate();
    },
  },
];
let ending: Awaited<ReturnType<typeof customer.admin.delete>> | undefined;

await relate();
const showProgress = progressBar(probes, 'probes');
const counts = new Map(revocations.map(({ name }) => [name, 0]));
let done = 0;
let allowed = 0;
for (let round = 0; done < probes; round++) {
  const revocation = revocations[round % revocations.length];
  if (!revocation) break;
  // That it was open before is what makes the refusals say something.
  expectStatus(await elsewhere.get(ofRoom), 200);
  const revoked = revocation.revoke();
  if (!values.early) await revoked;
  const answers = await Promise.all(Array.from({ length: atOnce }, () => elsewhere.get(ofRoom)));
  await revoked;
  const open = answers.filter(({ status }) => status < 400).length;
  if (open > 0) say(`VIOLATION ${open} of ${atOnce} were let in after ${revocation.name} was answered`);
  allowed += open;
  done += atOnce;
  counts.set(revocation.name, (counts.get(revocation.name) ?? 0) + atOnce);
  await revocation.restore();
  showProgress(Math.min(done, probes), `${allowed} allowed`);
}
await product.kill();
await rm(folder, { recursive: true });
say([...counts].map(([name, count]) => `${count} after ${name}`).join(', '));
say(`${allowed} of ${done} probes on the other process were let in after the answer`);
process.exitCode = allowed === 0 ? 0 : 1;
