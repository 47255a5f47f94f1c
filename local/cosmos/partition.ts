import type { Json } from './json.ts';
import { type PhysicalRange, physicalRangeOf } from './physicalRanges.ts';
import type { StoredItem } from './storedItem.ts';

/** All items of one partition key value. Expired ones may still lie here; who reads checks `expiresAt`. */
export class Partition {
  readonly key: string;
  readonly range: PhysicalRange;
  readonly #items = new Map<string, StoredItem>();
  /** Items by the string in one top-level property: made when a query first asks for it. */
  readonly #indexes = new Map<string, Index>();

  constructor(key: string) {
    this.key = key;
    this.range = physicalRangeOf(key);
  }

  get(id: string): StoredItem | undefined {
    return this.#items.get(id);
  }

  get size(): number {
    return this.#items.size;
  }

  put(item: StoredItem): void {
    const previous = this.#items.get(item.id);
    this.#items.set(item.id, item);
    for (const [property, index] of this.#indexes) {
      if (previous) removeFrom(index, previous.document[property], previous);
      insertInto(index, item.document[property], item);
    }
  }

  remove(id: string): void {
    const item = this.#items.get(id);
    if (!item) return;
    this.#items.delete(id);
    for (const [property, index] of this.#indexes) removeFrom(index, item.document[property], item);
  }

  items(): Iterable<StoredItem> {
    return this.#items.values();
  }

  /** The items whose top-level `property` is `value`, in no particular order. */
  itemsWith(property: string, value: string): Iterable<StoredItem> {
    let index = this.#indexes.get(property);
    if (!index) {
      index = new Map();
      for (const item of this.#items.values()) insertInto(index, item.document[property], item);
      this.#indexes.set(property, index);
    }
    return index.get(value) ?? [];
  }
}

type Index = Map<string, Set<StoredItem>>;

function insertInto(index: Index, value: Json | undefined, item: StoredItem) {
  if (typeof value !== 'string') return;
  const items = index.get(value);
  if (items) items.add(item);
  else index.set(value, new Set([item]));
}

function removeFrom(index: Index, value: Json | undefined, item: StoredItem) {
  if (typeof value !== 'string') return;
  const items = index.get(value);
  items?.delete(item);
  if (items?.size === 0) index.delete(value);
}
