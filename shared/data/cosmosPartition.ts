import {
  BulkOperationType,
  PatchOperationType,
  type Container,
  type JSONObject,
  type OperationInput,
} from '@azure/cosmos';
import type { z } from 'zod';
import {
  type Condition,
  type DocumentSchema,
  type Page,
  type Partition,
  type Stored,
  type StoredDocument,
  type Write,
} from '../domain/store.ts';
import { documentType, querySpec } from './querySpec.ts';
import { answerTo, type Patience } from './patience.ts';
import { sendBatch } from './sendBatch.ts';

export interface PartitionAddress {
  readonly container: Container;
  /** The member that holds the partition key. */
  readonly keyMember: string;
  readonly key: string;
  /** How long a call that is made now may take. */
  readonly patience: () => Patience;
}

type Row = Record<string, unknown>;

/** Stored documents carry the version of their shape. */
const shapeVersion = 1;

/** One partition, for one request: what was read is kept, what comes back is checked to belong here. */
export class CosmosPartition implements Partition {
  readonly key: string;
  readonly #address: PartitionAddress;
  readonly #known = new Map<string, Row | undefined>();

  constructor(address: PartitionAddress) {
    if (address.key === '') throw new Error('A partition has a key.');
    this.key = address.key;
    this.#address = address;
  }

  async prefetch(ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#known.has(id) && isDocumentId(id));
    const [only] = missing;
    if (only === undefined) return;
    const { container, key, keyMember, patience } = this.#address;
    if (missing.length === 1) {
      const { resource } = await answerTo(patience(), (options) => container.item(only, key).read<Row>(options));
      this.#known.set(only, resource === undefined ? undefined : this.#own(resource));
      return;
    }
    const names = missing.map((_, at) => `@i${at}`);
    const spec = {
      query: `SELECT * FROM c WHERE c.${keyMember} = @key AND c.id IN (${names.join(', ')})`,
      parameters: [{ name: '@key', value: key }, ...missing.map((id, at) => ({ name: `@i${at}`, value: id }))],
    };
    for (const id of missing) this.#known.set(id, undefined);
    for (const row of await this.#query(spec)) this.#known.set(String(row['id']), row);
  }

  async read<S extends DocumentSchema>(schema: S, id: string): Promise<Stored<z.output<S>> | undefined> {
    await this.prefetch([id]);
    const row = this.#known.get(id);
    return row?.['type'] === documentType(schema) ? parseRow(schema, row) : undefined;
  }

  async readMany<S extends DocumentSchema>(schema: S, ids: readonly string[]): Promise<Stored<z.output<S>>[]> {
    await this.prefetch(ids);
    const type = documentType(schema);
    return [...new Set(ids)].flatMap((id) => {
      const row = this.#known.get(id);
      return row?.['type'] === type ? [parseRow(schema, row)] : [];
    });
  }

  async list<S extends DocumentSchema>(schema: S, page: Page): Promise<Stored<z.output<S>>[]> {
    const rows = await this.#query(querySpec([schema], this.#address.keyMember, [this.key], page), page.top);
    return rows.map((row) => parseRow(schema, row));
  }

  async all<S extends DocumentSchema>(schema: S, where: readonly Condition[]): Promise<Stored<z.output<S>>[]> {
    const rows = await this.#query(querySpec([schema], this.#address.keyMember, [this.key], { where }));
    return rows.map((row) => parseRow(schema, row));
  }

  async commit(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return;
    const operations = writes.map((write) => this.#operation(write));
    this.#known.clear();
    const { container, key, patience } = this.#address;
    await sendBatch({ container, key, patience: patience() }, operations);
  }

  #operation(write: Write): OperationInput {
    if ('create' in write) {
      return { operationType: BulkOperationType.Create, resourceBody: this.#body(write.create, write.ttlSeconds) };
    }
    if ('replace' in write) {
      const { _etag, ...document } = write.replace;
      const resourceBody = this.#body(document, write.ttlSeconds);
      return { operationType: BulkOperationType.Replace, id: document.id, resourceBody, ifMatch: _etag };
    }
    if ('remove' in write) {
      // The SDK's type leaves `ifMatch` out here; the service takes it on every kind of operation.
      const remove = { operationType: BulkOperationType.Delete, id: write.remove.id, ifMatch: write.remove._etag };
      return remove;
    }
    if ('advance' in write) {
      const { id, member, from, to } = write.advance;
      const resourceBody = {
        condition: `from c where c.${member} = ${from}`,
        operations: [{ op: PatchOperationType.set, path: `/${member}`, value: to }],
      };
      return { operationType: BulkOperationType.Patch, id, resourceBody };
    }
    const { id, _etag } = write.unchanged;
    const row = this.#known.get(id);
    if (!row) throw new Error(`${id} was not read here.`);
    const resourceBody = row as JSONObject & { id: string };
    return { operationType: BulkOperationType.Replace, id, resourceBody, ifMatch: _etag };
  }

  #body(document: StoredDocument, ttlSeconds: number | undefined) {
    const body: Row = {
      ...document,
      [this.#address.keyMember]: this.key,
      place: placeOf(this.key, document.id),
      v: shapeVersion,
      ...(ttlSeconds === undefined ? {} : { ttl: ttlSeconds }),
    };
    return body as JSONObject & { id: string };
  }

  async #query(spec: Parameters<Container['items']['query']>[0], maxItemCount = 10_000): Promise<Row[]> {
    const { container, key, patience } = this.#address;
    const { resources } = await answerTo(patience(), (options) =>
      container.items.query<Row>(spec, { partitionKey: key, maxItemCount, ...options }).fetchAll(),
    );
    return resources.map((row) => this.#own(row));
  }

  #own(row: Row): Row {
    if (row[this.#address.keyMember] !== this.key) throw new Error('A row of another partition came back.');
    return row;
  }
}

/** Sorts by partition and then by id: a list over several partitions goes by one string. */
const placeOf = (key: string, id: string) => `${key}/${id}`;

/** What a client sends as an id may be no document id at all; such a thing is simply not there. */
const isDocumentId = (id: string) =>
  id.length > 0 && id.length <= 255 && !/[/\\?#\s\p{Cc}]|^\.{1,2}$/u.test(id) && id.isWellFormed();

/** A stored document, checked against its schema; members that the schema does not know are left out. */
export function parseRow<S extends DocumentSchema>(schema: S, row: Row): Stored<z.output<S>> {
  const { _etag } = row;
  if (typeof _etag !== 'string') throw new Error('A stored document has an _etag.');
  return { ...schema.parse(row), _etag };
}
