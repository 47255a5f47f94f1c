/** What stands in a journal: its name, which its file is known by, and how its entries are written as one line of text. */
export interface JournalKind<Entry> {
  readonly name: string;
  /** Without line breaks. */
  write(entry: Entry): string;
  /** @throws when the text is none of this kind */
  read(text: string): Entry;
  /** Makes a replay of its own that throws where an entry builds on one that is missing; without it entries stand alone. */
  replayer?(): (entry: Entry) => void;
}

/** A journal of entries that are JSON. */
export function jsonJournal<Entry>(name: string): JournalKind<Entry> {
  return { name, write: (entry) => JSON.stringify(entry), read: (text) => JSON.parse(text) as Entry };
}
