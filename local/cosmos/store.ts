import type { Clock } from '../../shared/domain/clock.ts';
import { openJournal } from '../journal/openJournal.ts';
import { AccountState, type Container, type Database } from './accountState.ts';
import { CosmosError } from './cosmosError.ts';
import { etagOf } from './etag.ts';
import type { JsonObject } from './json.ts';
import { resourceId } from './resourceId.ts';
import { type StoreEntry, storeJournal } from './storeJournal.ts';
import { type StoredItem, newItem } from './storedItem.ts';

/** What changes at once in one partition, by item id; undefined removes. */
export type Changes = ReadonlyMap<string, StoredItem | undefined>;

/** The data of the account. All calls are synchronous, and so one after the other; what they did is kept once `durable` resolves. */
export type Store = ReturnType<typeof openStore>;

/** Reads the journal and goes on writing to it. Without a file everything is forgotten at the end. */
export function openStore(file: string | undefined, clock: Clock) {
  const state = new AccountState();
  const timestamp = () => Math.floor(clock.now().getTime() / 1000);
  const isLive = ({ expiresAt }: StoredItem) => expiresAt === Infinity || expiresAt * 1000 > clock.now().getTime();
  const journal = openJournal<StoreEntry>({
    file,
    kind: storeJournal,
    replay: (entry) => state.apply(entry),
    snapshot: () => state.entries(isLive),
  });
  const change = (entry: StoreEntry) => {
    state.apply(entry);
    void journal.append(entry);
  };

  function livePartitions(container: Container) {
    return [...container.partitions.values()]
      .map((partition) => ({ key: partition.key, items: Array.from(partition.items()).filter(isLive) }))
      .filter(({ items }) => items.length > 0)
      .map(({ key, items }) => ({ key, items: items.sort((a, b) => a.number - b.number) }));
  }

  return {
    isLive,
    livePartitions,
    findContainer: (database: string, container: string): Container => state.container(database, container),
    findDatabase: (id: string): Database => state.database(id),

    /** By name alone; the first one where several databases have it. */
    containerNamed(id: string): Container | undefined {
      for (const { containers } of state.databases.values()) if (containers.has(id)) return containers.get(id);
      return undefined;
    },

    createDatabase(id: string): Database {
      if (state.databases.has(id)) throw new CosmosError(409, `Database ${id} already exists.`);
      const serial = state.serial + 1;
      const rid = resourceId(serial);
      const system = { _rid: rid, _self: `dbs/${rid}/`, _etag: etagOf(serial), _ts: timestamp() };
      change({ serial, database: { id, ...system, _colls: 'colls/', _users: 'users/' } });
      return state.database(id);
    },

    createContainer(database: Database, definition: JsonObject & { id: string }): Container {
      const { id } = definition;
      if (database.containers.has(id)) throw new CosmosError(409, `Container ${id} already exists.`);
      const serial = state.serial + 1;
      const rid = resourceId(serial, database.rid);
      const system = { _rid: rid, _self: `dbs/${database.rid}/colls/${rid}/`, _etag: etagOf(serial), _ts: timestamp() };
      change({ serial, of: database.id, container: { ...definition, ...system, _docs: 'docs/' } });
      return state.container(database.id, id);
    },

    find(container: Container, key: string, id: string): StoredItem | undefined {
      const item = container.partitions.get(key)?.get(id);
      return item && isLive(item) ? item : undefined;
    },

    /** Makes an item, new or in the place of `previous`; `commit` stores it. */
    newItem(container: Container, body: JsonObject, previous: StoredItem | undefined): StoredItem {
      const serial = ++state.serial;
      return newItem(body, { number: previous?.number ?? serial, serial, timestamp: timestamp() }, container);
    },

    /** Applies all changes at once and writes them as one journal entry. */
    commit(container: Container, key: string, changes: Changes): void {
      const put: StoredItem[] = [];
      const remove: string[] = [];
      for (const [id, item] of changes) {
        if (item) put.push(item);
        else remove.push(id);
      }
      change({ serial: state.serial, in: [container.database.id, container.id], key, put, remove });
    },

    /** Resolves once everything that was committed, and so may have been seen, survives a crash. */
    durable: () => journal.flushed(),
    close: () => journal.close(),
  };
}
