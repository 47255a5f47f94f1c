import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { storeJournal } from '../cosmos/storeJournal.ts';
import { directoryJournal } from '../directory/openDirectory.ts';
import { durableJournal } from '../durable/durableJournal.ts';
import { timersJournal } from '../host/openTimerState.ts';
import { auditKeyJournal } from '../signing/openAuditKey.ts';
import { keysJournal } from '../identity/openKeyRing.ts';
import type { JournalKind } from '../journal/journalKind.ts';
import { recoverJournal } from '../journal/recoverJournal.ts';
import { outboxJournal } from '../mail/openOutbox.ts';
import { lockFolder } from './lockFolder.ts';
import { clockJournal } from './openClock.ts';
import { checkFormat, checkIsOurs, contentOf, lockFile, openDataFolder } from './openDataFolder.ts';
import { StartRefusal } from './startRefusal.ts';

/**
 * Copies what is sound of a data folder into a new one, and leaves the old one as it is.
 *
 * @returns a line for each file, and one for each thing that was left out
 * @throws StartRefusal when the one is no data folder, or in use, or the other is not empty
 */
export async function recoverFolder(from: string, to: string): Promise<string[]> {
  const source = resolve(from);
  const target = resolve(to);
  checkIsOurs(source);
  const lines = checkFormat(source) === 'unreadable' ? ['format.json is damaged; taken to be of this version'] : [];
  if (contentOf(target).length > 0) throw new StartRefusal(`${target} is not empty; name a new folder.`);
  const release = lockFolder(source, lockFile);
  try {
    const folder = openDataFolder(target, { reset: false });
    const recover = async <Entry>(kind: JournalKind<Entry>) => {
      const name = `${kind.name}.jsonl`;
      const file = join(source, name);
      if (!existsSync(file)) return lines.push(`${name}: not there`);
      const { copied, leftOut } = await recoverJournal(file, join(target, name), kind);
      lines.push(`${name}: ${copied} records copied, ${leftOut.length} left out`);
      return lines.push(
        ...leftOut.map(({ offset, length, reason }) => `  ${length} bytes from byte ${offset} on: ${reason}`),
      );
    };
    await recover(clockJournal);
    await recover(storeJournal);
    await recover(directoryJournal);
    await recover(keysJournal);
    await recover(auditKeyJournal);
    await recover(outboxJournal);
    await recover(durableJournal);
    await recover(timersJournal);
    folder.release();
    return lines;
  } finally {
    release();
  }
}
