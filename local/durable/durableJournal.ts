import { type JournalKind, jsonJournal } from '../journal/journalKind.ts';
import { type JournalEntry, applyEntry } from './applyEntry.ts';
import type { Instance } from './instance.ts';

/** The journal of an engine's instances. */
export const durableJournal: JournalKind<JournalEntry> = {
  ...jsonJournal('durable'),
  replayer() {
    const instances = new Map<string, Instance>();
    return (entry) => applyEntry(instances, entry);
  },
};
