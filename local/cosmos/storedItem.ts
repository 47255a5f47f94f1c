import { CosmosError } from './cosmosError.ts';
import type { JsonObject } from './json.ts';
import { etagOf } from './etag.ts';
import { resourceId } from './resourceId.ts';

/** An item as it lies in its partition. Never changed: a write makes a new one. */
export class StoredItem {
  readonly id: string;
  /** Order of creation in the account; part of `_rid`. A replaced item keeps it. */
  readonly number: number;
  /** Order of writing in the account: what the etag says. */
  readonly serial: number;
  /** With the system fields, as it goes over the wire. */
  readonly json: string;
  /** Seconds since 1970; Infinity for never. */
  readonly expiresAt: number;
  #document: JsonObject | undefined;

  constructor(
    { id, number, serial, expiresAt }: Pick<StoredItem, 'id' | 'number' | 'serial' | 'expiresAt'>,
    json: string,
    document?: JsonObject,
  ) {
    this.id = id;
    this.number = number;
    this.serial = serial;
    this.expiresAt = expiresAt;
    this.json = json;
    this.#document = document;
  }

  /** Parsed when it is first asked for: after a start most items are not for long. */
  get document(): JsonObject {
    return (this.#document ??= JSON.parse(this.json) as JsonObject);
  }

  get bytes(): number {
    return Buffer.byteLength(this.json);
  }

  get etag(): string {
    return etagOf(this.serial);
  }
}

const systemFields = new Set(['_rid', '_self', '_etag', '_attachments', '_ts']);

/**
 * Makes an item of what a client sent.
 *
 * @param container its address and its default time to live: seconds, -1 for "only items that say so", undefined for never
 */
export function newItem(
  body: JsonObject,
  place: { number: number; serial: number; timestamp: number },
  container: { rid: string; self: string; defaultTtl: number | undefined },
): StoredItem {
  const { number, serial, timestamp } = place;
  // Not by assignment, which would lose a property named __proto__.
  const document: JsonObject = Object.fromEntries(Object.entries(body).filter(([name]) => !systemFields.has(name)));
  const rid = resourceId(number, container.rid);
  document['_rid'] = rid;
  document['_self'] = `${container.self}docs/${rid}/`;
  document['_etag'] = etagOf(serial);
  document['_attachments'] = 'attachments/';
  document['_ts'] = timestamp;
  const ttl = body['ttl'] ?? container.defaultTtl;
  const expires = container.defaultTtl !== undefined && typeof ttl === 'number' && ttl > 0;
  const expiresAt = expires ? timestamp + ttl : Infinity;
  return new StoredItem({ id: body['id'] as string, number, serial, expiresAt }, JSON.stringify(document), document);
}

/** Refuses what the service would not store. */
export function checkBody(body: JsonObject): void {
  const { id, ttl } = body;
  if (typeof id !== 'string' || id === '') throw new CosmosError(400, 'The item must have a non-empty string as id.');
  if (Buffer.byteLength(id) > 1023) throw new CosmosError(400, 'The id is longer than 1023 bytes.');
  if (/[/\\#]/.test(id)) throw new CosmosError(400, `The id '${id}' has one of the illegal characters / \\ #.`);
  if (ttl === undefined) return;
  if (typeof ttl !== 'number' || !Number.isInteger(ttl) || ttl === 0 || ttl < -1 || ttl > 2_147_483_647) {
    throw new CosmosError(400, `The ttl '${JSON.stringify(ttl)}' is invalid: a positive number of seconds, or -1.`);
  }
}
