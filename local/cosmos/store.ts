import type { Clock } from '../../shared/domain/clock.ts';
import { openJournal } from '../journal/openJournal.ts';
import { CosmosError } from './cosmosError.ts';
import type { JsonObject } from './json.ts';
import { Partition } from './partition.ts';
import { itemNumber, resourceId } from './resourceId.ts';
import { type StoredItem, newDocument, toStoredItem } from './storedItem.ts';

const formatVersion = 1;

/** One line of the journal: all of it happened or nothing. `serial` is the highest number given out so far. */
type Entry =
  | { format: number; serial: number }
  | { serial: number; database: JsonObject }
  | { serial: number; container: JsonObject; of: string }
  | { serial: number; in: [database: string, container: string]; key: string; put: JsonObject[]; remove: string[] };

export interface Database {
  readonly id: string;
  readonly rid: string;
  readonly properties: JsonObject;
  readonly containers: Map<string, Container>;
}

export interface Container {
  readonly database: Database;
  readonly id: string;
  readonly rid: string;
  /** Its definition with the system fields, as the service answers it. */
  readonly properties: JsonObject;
  /** The one top-level property that is the partition key. */
  readonly keyProperty: string;
  readonly defaultTtl: number | undefined;
  readonly partitions: Map<string, Partition>;
}

/** What changes at once in one partition, by item id; undefined removes. */
export type Changes = ReadonlyMap<string, StoredItem | undefined>;

/** The data of the account. All calls are synchronous, and so one after the other; what they did is kept once `durable` resolves. */
export type Store = Awaited<ReturnType<typeof openStore>>;

/** Reads the journal and goes on writing to it. Without a file everything is forgotten at the end. */
export async function openStore(file: string | undefined, clock: Clock) {
  const databases = new Map<string, Database>();
  let serial = 0;

  const timestamp = () => Math.floor(clock.now().getTime() / 1000);
  const isLive = ({ expiresAt }: StoredItem) => expiresAt === Infinity || expiresAt * 1000 > clock.now().getTime();

  function addDatabase(properties: JsonObject) {
    const { id, _rid: rid } = properties as { id: string; _rid: string };
    const database = { id, rid, properties, containers: new Map<string, Container>() };
    databases.set(id, database);
    return database;
  }

  function addContainer(database: Database, properties: JsonObject) {
    const { paths } = properties['partitionKey'] as { paths: [string] };
    const { id, _rid: rid } = properties as { id: string; _rid: string };
    const container: Container = {
      database,
      id,
      rid,
      properties,
      keyProperty: paths[0].slice(1),
      defaultTtl: properties['defaultTtl'] as number | undefined,
      partitions: new Map(),
    };
    database.containers.set(id, container);
    return container;
  }

  function apply(container: Container, key: string, changes: Changes) {
    let partition = container.partitions.get(key);
    if (!partition) container.partitions.set(key, (partition = new Partition(key)));
    for (const [id, item] of changes) {
      if (item) partition.put(item);
      else partition.remove(id);
    }
    if (partition.size === 0) container.partitions.delete(key);
  }

  function replay(entry: Entry) {
    if ('format' in entry && entry.format > formatVersion) {
      throw new Error(
        `${file} was written by a newer version (format ${entry.format}); this one reads ${formatVersion}.`,
      );
    }
    serial = Math.max(serial, entry.serial);
    if ('database' in entry) addDatabase(entry.database);
    if ('container' in entry) addContainer(existing(databases.get(entry.of), entry.of), entry.container);
    if ('in' in entry) {
      const container = findContainer(...entry.in);
      const changes = new Map<string, StoredItem | undefined>(entry.remove.map((id) => [id, undefined]));
      for (const document of entry.put) {
        const item = toStoredItem(document, itemNumber(document['_rid'] as string), container.defaultTtl);
        changes.set(item.id, item);
      }
      apply(container, entry.key, changes);
    }
  }

  function* liveEntries(): Generator<Entry> {
    yield { format: formatVersion, serial };
    for (const database of databases.values()) {
      const of = database.id;
      yield { serial, database: database.properties };
      for (const container of database.containers.values()) {
        yield { serial, container: container.properties, of };
        for (const { key, items } of livePartitions(container)) {
          for (const item of items) {
            yield { serial, in: [of, container.id], key, put: [item.document], remove: [] };
          }
        }
      }
    }
  }

  function livePartitions(container: Container) {
    return [...container.partitions.values()]
      .map((partition) => ({ key: partition.key, items: Array.from(partition.items()).filter(isLive) }))
      .filter(({ items }) => items.length > 0)
      .map(({ key, items }) => ({ key, items: items.sort((a, b) => a.number - b.number) }));
  }

  function findContainer(database: string, container: string): Container {
    const found = databases.get(database)?.containers.get(container);
    if (!found) throw new CosmosError(404, `Container ${database}/${container} does not exist.`, { substatus: 1003 });
    return found;
  }

  const journal = openJournal<Entry>(file, replay);
  if (journal.length === 0) await journal.append({ format: formatVersion, serial });
  const live = liveEntries().reduce((count) => count + 1, 0);
  if (journal.length > 3 * live + 1000) await journal.compact(liveEntries());

  const append = (entry: Entry) => {
    void journal.append(entry);
  };

  return {
    isLive,
    findContainer,
    livePartitions,

    findDatabase(id: string): Database {
      const found = databases.get(id);
      if (!found) throw new CosmosError(404, `Database ${id} does not exist.`);
      return found;
    },

    /** By name alone; the first one where several databases have it. */
    containerNamed(id: string): Container | undefined {
      for (const { containers } of databases.values()) if (containers.has(id)) return containers.get(id);
      return undefined;
    },

    createDatabase(id: string): Database {
      if (databases.has(id)) throw new CosmosError(409, `Database ${id} already exists.`);
      const rid = resourceId(++serial);
      const properties = { id, _rid: rid, _self: `dbs/${rid}/`, _etag: etag(serial), _ts: timestamp() };
      const database = addDatabase({ ...properties, _colls: 'colls/', _users: 'users/' });
      append({ serial, database: database.properties });
      return database;
    },

    createContainer(database: Database, definition: JsonObject & { id: string }): Container {
      const { id } = definition;
      if (database.containers.has(id)) throw new CosmosError(409, `Container ${id} already exists.`);
      const rid = resourceId(++serial, database.rid);
      const container = addContainer(database, {
        ...definition,
        _rid: rid,
        _self: `dbs/${database.rid}/colls/${rid}/`,
        _etag: etag(serial),
        _ts: timestamp(),
        _docs: 'docs/',
      });
      append({ serial, container: container.properties, of: database.id });
      return container;
    },

    find(container: Container, key: string, id: string): StoredItem | undefined {
      const item = container.partitions.get(key)?.get(id);
      return item && isLive(item) ? item : undefined;
    },

    /** Makes an item, new or in the place of `previous`; `commit` stores it. */
    newItem(container: Container, body: JsonObject, previous: StoredItem | undefined): StoredItem {
      serial++;
      const number = previous?.number ?? serial;
      const rid = resourceId(number, container.rid);
      const self = `dbs/${container.database.rid}/colls/${container.rid}/docs/${rid}/`;
      const system = { rid, self, etag: etag(serial), timestamp: timestamp() };
      return toStoredItem(newDocument(body, system), number, container.defaultTtl);
    },

    /** Applies all changes at once and writes them as one journal entry. */
    commit(container: Container, key: string, changes: Changes): void {
      apply(container, key, changes);
      const put: JsonObject[] = [];
      const remove: string[] = [];
      for (const [id, item] of changes) {
        if (item) put.push(item.document);
        else remove.push(id);
      }
      const names: [string, string] = [container.database.id, container.id];
      append({ serial, in: names, key, put, remove });
    },

    /** Resolves once everything that was committed, and so may have been seen, survives a crash. */
    durable: () => journal.flushed(),
    close: () => journal.close(),
  };
}

function etag(serial: number): string {
  return `"${serial.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000"`;
}

function existing<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new Error(`The journal names ${name} before it was made.`);
  return thing;
}
