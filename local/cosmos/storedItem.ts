import { CosmosError } from './cosmosError.ts';
import type { JsonObject } from './json.ts';

/** An item as it lies in its partition. Never changed: a write makes a new one. */
export interface StoredItem {
  readonly id: string;
  /** Order of creation in the account; part of `_rid`. A replaced item keeps it. */
  readonly number: number;
  /** With the system fields. */
  readonly document: JsonObject;
  /** `document` as it goes over the wire. */
  readonly json: string;
  readonly bytes: number;
  readonly etag: string;
  /** Seconds since 1970; Infinity for never. */
  readonly expiresAt: number;
}

const systemFields = new Set(['_rid', '_self', '_etag', '_attachments', '_ts']);

/** Adds the system fields to what a client sent. */
export function newDocument(
  body: JsonObject,
  system: { rid: string; self: string; etag: string; timestamp: number },
): JsonObject {
  // Not by assignment, which would lose a property named __proto__.
  const document: JsonObject = Object.fromEntries(Object.entries(body).filter(([name]) => !systemFields.has(name)));
  document['_rid'] = system.rid;
  document['_self'] = system.self;
  document['_etag'] = system.etag;
  document['_attachments'] = 'attachments/';
  document['_ts'] = system.timestamp;
  return document;
}

/** @param defaultTtl seconds of the container; -1 for "only items that say so", undefined for never. */
export function toStoredItem(document: JsonObject, number: number, defaultTtl: number | undefined): StoredItem {
  const json = JSON.stringify(document);
  const ttl = document['ttl'] ?? defaultTtl;
  const expires = defaultTtl !== undefined && typeof ttl === 'number' && ttl > 0;
  return {
    id: document['id'] as string,
    number,
    document,
    json,
    bytes: Buffer.byteLength(json),
    etag: document['_etag'] as string,
    expiresAt: expires ? (document['_ts'] as number) + ttl : Infinity,
  };
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
