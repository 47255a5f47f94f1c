import { readFileSync } from 'node:fs';
import type { JournalKind } from './journalKind.ts';
import { type Damage, headLength, readHead, recordsOf } from './journalRecords.ts';
import { openJournal } from './openJournal.ts';

/** What came of a recovery: how many records were copied, and what was left out. */
export interface Recovery {
  readonly copied: number;
  readonly leftOut: readonly Damage[];
}

/**
 * Copies what is sound of a journal into a new file. Left out is what is damaged, and what can't be replayed because it builds on
 * something that was left out.
 */
export async function recoverJournal<Entry>(from: string, to: string, kind: JournalKind<Entry>): Promise<Recovery> {
  const bytes = readFileSync(from);
  const replay = kind.replayer?.() ?? (() => undefined);
  const journal = openJournal({ file: to, kind, replay });
  const leftOut: Damage[] = [];
  let copied = 0;
  const head = readHead(bytes, kind.name);
  if ('reason' in head) leftOut.push({ ...head, length: Math.min(headLength, bytes.length) });
  for (const { offset, length, text } of recordsOf(bytes, headLength)) {
    try {
      if (text === undefined) throw new Error('damaged');
      const entry = kind.read(text);
      replay(entry);
      void journal.append(entry);
      copied++;
    } catch (error) {
      leftOut.push({ offset, length, reason: (error as Error).message });
    }
  }
  if (!('reason' in head) && bytes.length < head.acknowledged) {
    leftOut.push({ offset: bytes.length, length: head.acknowledged - bytes.length, reason: 'cut off' });
  }
  await journal.close();
  return { copied, leftOut };
}
