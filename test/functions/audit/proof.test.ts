import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directStore } from '../../support/directStore.ts';
import { writeManyAuditEvents } from '../../support/manyAuditEvents.ts';
import { relate } from '../../support/relationship.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
const folder = mkdtempSync(join(tmpdir(), 'proof-'));
const script = join(folder, 'check.mjs');
beforeAll(async () => {
  world = await startWorld();
  const [, code = ''] = /```js\n([^]+?)```/.exec(readFileSync('docs/audit.md', 'utf8')) ?? [];
  writeFileSync(script, code);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world.stop();
});

/** What the code in docs/audit.md says of a proof. */
function checked(proof: unknown) {
  const file = join(folder, 'proof.json');
  writeFileSync(file, JSON.stringify(proof));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, file], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

test('the check of docs/audit.md is about 20 lines', () => {
  const lines = readFileSync(script, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  expect(lines.length).toBeLessThanOrEqual(25);
});

test('the check of docs/audit.md agrees to every event of a seal of any size, and to nothing else', async () => {
  const { customer, primaryAdmin, atCustomer } = await relate(world);
  await primaryAdmin.post(`${atCustomer}/rooms`, { name: 'Nö "1"', accountUpn: 'n@x.example' });
  await world.advance({ seconds: 60 });
  const start = world.now().getTime();
  const timeOf = (event: number) => new Date(start + event);
  await writeManyAuditEvents(directStore(world), { tenantId: customer.tenantId, events: 37, timeOf });
  await world.advance({ seconds: 60 });
  const events = await customer.admin.all('/customer/auditEvents');
  for (const event of [...events.slice(0, 3), ...events.slice(-4), events[20], events[36]]) {
    const { status, body } = await customer.admin.get(`/customer/auditEvents/${String(event?.['id'])}/proof`);
    expect(status).toBe(200);
    expect(body['event']).toEqual(event);
    const proof = JSON.parse(JSON.stringify(body)) as Record<string, Record<string, unknown>>;
    expect(checked(proof)).toEqual({
      status: 0,
      said: `The event is as it was sealed at ${String(proof['statement']?.['sealedAt'])}.\n`,
    });
  }
  const { body } = await customer.admin.get(`/customer/auditEvents/${String(events[1]?.['id'])}/proof`);
  const wrong = [
    { ...body, event: { ...body['event'], requestId: 'other' } },
    { ...body, event: events[2] },
    { ...body, path: [] },
    { ...body, statement: { ...body['statement'], sealedAt: '2020-01-01T00:00:00.000Z' } },
    { ...body, statement: { ...body['statement'], root: body['leafHash'] }, path: [] },
    { ...body, signature: { ...body['signature'], value: Buffer.alloc(64, 1).toString('base64url') } },
  ];
  for (const proof of wrong) expect(checked(proof)).toEqual({ status: 1, said: 'The event is NOT proven.\n' });
});
