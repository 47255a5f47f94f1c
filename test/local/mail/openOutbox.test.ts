import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openOutbox } from '../../../local/mail/openOutbox.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = () => new Date('2026-11-22T09:00:00.000Z');
const mail = { id: 'one', to: 'a@x.example', customerId: 'c', subject: 'S' };
const shown = { at: '2026-11-22T09:00:00.000Z', to: 'a@x.example', customerId: 'c', subject: 'S' };

test('a mail that is sent again is there once, also after a restart', async () => {
  const file = join(folder, 'outbox.jsonl');
  const outbox = openOutbox({ file, now });
  await outbox.send(mail);
  await Promise.all([outbox.send(mail), outbox.send({ ...mail, id: 'two' })]);
  expect(outbox.list()).toEqual([shown, shown]);
  await outbox.close();
  const again = openOutbox({ file, now });
  await again.send(mail);
  expect(again.list()).toEqual([shown, shown]);
  await again.close();
});

test('without a file it is kept in memory', async () => {
  const outbox = openOutbox({ file: undefined, now });
  await outbox.send(mail);
  expect(outbox.list()).toEqual([shown]);
  await outbox.close();
});
