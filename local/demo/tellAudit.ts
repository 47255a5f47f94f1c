import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cast } from './cast.ts';
import { DemoFailure, expectSame } from './demoFailure.ts';
import type { Stage } from './openStage.ts';

const pollMs = 50;
const longestWaitMs = 30_000;

/** The customer looks into its log: the download, whether it is whole, and the proof of one event, checked by somebody else. */
export async function tellAudit(stage: Stage, { nora, adatum, paul }: Cast): Promise<void> {
  const { telling } = stage;
  telling.chapter("Northwind's auditor asks who did what");
  telling.says('Every change, and every refused attempt at one, is in the log of Northwind: here as CSV.');
  const { text } = await nora.asks('GET', '/customer/auditEvents/export', {
    status: 200,
    short: (_, csv) => `${csv.split('\r\n').length - 2} events`,
  });
  const lines = text.split('\r\n').slice(1, -1);
  const byPartner = lines.filter((line) => line.includes(`,${adatum.tenantId},partner,`)).length;
  telling.says(`${byPartner} of them were done by people of the partner.`);
  telling.says('');
  telling.says(
    'Once a minute what is new is sealed: a Merkle tree over the events, its root signed, each seal chained',
  );
  telling.says('with the one before. Nora asks whether anything has been changed, dropped or put in since.');
  await stage.runTimer('sealAuditEvents');
  const [event] =
    (await nora.asks('GET', '/customer/auditEvents?top=1&side=partner&category=Role', { status: 200 })).body.value ??
    [];
  const proofOf = `/customer/auditEvents/${String(event?.id)}/proof`;
  telling.name(String(event?.id), 'event');
  for (const from = performance.now(); (await nora.tries(proofOf)) !== 200; await delay(pollMs)) {
    if (performance.now() - from > longestWaitMs) throw new DemoFailure('The log was not sealed.');
  }
  const { body } = await nora.asks('GET', '/customer/auditEvents/verify', {
    status: 200,
    short: ({ whole, events, unsealed }) =>
      `whole: ${String(whole)}, ${String(events)} events, ${String(unsealed)} not sealed yet`,
  });
  expectSame('Whether the log is whole', body['whole'], true);
  telling.says(
    'One event, with all that it takes to check it without asking anybody: the way to the root, and the signature.',
  );
  const proof = await nora.asks('GET', proofOf, {
    status: 200,
    short: ({ path }) => `${(path as unknown[]).length} steps to the root`,
  });
  const told = (proof.body['event'] as { user: { userId: string } }).user.userId;
  expectSame('Who did it', told, paul.member.id);
  telling.says(`Somebody else runs the 20 lines of docs/audit.md on it: "${checked(proof.text)}"`);
  const forged = checked(proof.text.replace('"Successful"', '"Failed"'));
  telling.says(`And with a result that was changed: "${forged}"`);
  expectSame('What the check says of a forgery', forged, 'The event is NOT proven.');
}

/** What the check in docs/audit.md says of a proof, in a process of its own. */
function checked(proof: string): string {
  const [, script = ''] = /```js\n([^]+?)```/.exec(readFileSync('docs/audit.md', 'utf8')) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'proof-'));
  try {
    writeFileSync(join(folder, 'check.mjs'), script);
    writeFileSync(join(folder, 'proof.json'), proof);
    const { stdout } = spawnSync(process.execPath, ['check.mjs', 'proof.json'], { cwd: folder, encoding: 'utf8' });
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
