import type { JournalKind } from '../journal/journalKind.ts';
import { AccountState } from './accountState.ts';
import type { JsonObject } from './json.ts';
import { StoredItem } from './storedItem.ts';

/** One change of an account: all of it happened or nothing. `serial` is the highest number given out so far. */
export type StoreEntry =
  | { serial: number }
  | { serial: number; database: JsonObject }
  | { serial: number; of: string; container: JsonObject }
  | WriteEntry<StoredItem>;

/** What changed in one partition. */
export interface WriteEntry<Item> {
  serial: number;
  in: readonly [database: string, container: string];
  key: string;
  put: readonly Item[];
  remove: readonly string[];
}

type ItemHead = [id: string, number: number, serial: number, expiresAt: number | null];

/**
 * The journal of an account. Items follow their entry behind tabs, as they go over the wire, so that a start does not parse
 * what nobody asks for.
 */
export const storeJournal: JournalKind<StoreEntry> = {
  name: 'cosmos',
  write(entry) {
    if (!('put' in entry)) return JSON.stringify(entry);
    const heads = entry.put.map(({ id, number, serial, expiresAt }) => [id, number, serial, expiresAt]);
    return [JSON.stringify({ ...entry, put: heads }), ...entry.put.map(({ json }) => json)].join('\t');
  },
  read(text) {
    const [first = '', ...items] = text.split('\t');
    const entry = JSON.parse(first) as Exclude<StoreEntry, WriteEntry<StoredItem>> | WriteEntry<ItemHead>;
    if (!('put' in entry)) return entry;
    const put = entry.put.map(
      ([id, number, serial, expiresAt], at) =>
        new StoredItem({ id, number, serial, expiresAt: expiresAt ?? Infinity }, items[at] ?? ''),
    );
    return { ...entry, put };
  },
  replayer() {
    const state = new AccountState();
    return (entry) => state.apply(entry);
  },
};
