import { CosmosError } from './cosmosError.ts';
import type { JsonObject } from './json.ts';
import { Partition } from './partition.ts';
import type { StoreEntry, WriteEntry } from './storeJournal.ts';
import type { StoredItem } from './storedItem.ts';

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
  readonly self: string;
  /** Its definition with the system fields, as the service answers it. */
  readonly properties: JsonObject;
  /** The one top-level property that is the partition key. */
  readonly keyProperty: string;
  readonly defaultTtl: number | undefined;
  readonly partitions: Map<string, Partition>;
}

/** The data of an account: what the entries so far make of nothing. */
export class AccountState {
  readonly databases = new Map<string, Database>();
  /** The highest number given out so far. */
  serial = 0;

  /** Changes the account by one entry: the same for a change that happens and for one read from the journal. */
  apply(entry: StoreEntry): void {
    if ('database' in entry) this.#addDatabase(entry.database);
    else if ('container' in entry) this.#addContainer(entry.of, entry.container);
    else if ('in' in entry) this.#write(entry);
    this.serial = Math.max(this.serial, entry.serial);
  }

  /** @throws CosmosError 404 */
  container(database: string, container: string): Container {
    const found = this.databases.get(database)?.containers.get(container);
    if (!found) throw new CosmosError(404, `Container ${database}/${container} does not exist.`, { substatus: 1003 });
    return found;
  }

  /** @throws CosmosError 404 */
  database(id: string): Database {
    const found = this.databases.get(id);
    if (!found) throw new CosmosError(404, `Database ${id} does not exist.`);
    return found;
  }

  /** Entries that make this account of nothing, but for what has expired, which is forgotten here, too. */
  *entries(isLive: (item: StoredItem) => boolean): Generator<StoreEntry> {
    const { serial } = this;
    yield { serial };
    for (const database of this.databases.values()) {
      yield { serial, database: database.properties };
      for (const container of database.containers.values()) {
        yield { serial, of: database.id, container: container.properties };
        for (const [key, partition] of container.partitions) {
          for (const item of partition.items()) {
            if (isLive(item)) yield { serial, in: [database.id, container.id], key, put: [item], remove: [] };
            else partition.remove(item.id);
          }
          if (partition.size === 0) container.partitions.delete(key);
        }
      }
    }
  }

  #addDatabase(properties: JsonObject) {
    const { id, _rid: rid } = properties as { id: string; _rid: string };
    this.databases.set(id, { id, rid, properties, containers: new Map() });
  }

  #addContainer(of: string, properties: JsonObject) {
    const database = this.database(of);
    const { paths } = properties['partitionKey'] as { paths: [string] };
    const { id, _rid: rid, _self: self } = properties as { id: string; _rid: string; _self: string };
    database.containers.set(id, {
      database,
      id,
      rid,
      self,
      properties,
      keyProperty: paths[0].slice(1),
      defaultTtl: properties['defaultTtl'] as number | undefined,
      partitions: new Map(),
    });
  }

  #write({ in: [database, name], key, put, remove }: WriteEntry<StoredItem>) {
    const { partitions } = this.container(database, name);
    let partition = partitions.get(key);
    if (!partition) partitions.set(key, (partition = new Partition(key)));
    for (const item of put) partition.put(item);
    for (const id of remove) partition.remove(id);
    if (partition.size === 0) partitions.delete(key);
  }
}
