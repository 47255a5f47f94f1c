import type { Container } from './accountState.ts';
import { CosmosError, unsupported } from './cosmosError.ts';
import type { JsonObject } from './json.ts';
import { requestCharge } from './requestCharge.ts';
import type { Changes, Store } from './store.ts';
import { type StoredItem, checkBody } from './storedItem.ts';

export const itemOperationTypes = ['Create', 'Read', 'Replace', 'Upsert', 'Delete', 'Patch'] as const;
export type ItemOperationType = (typeof itemOperationTypes)[number];

export interface ItemOperation {
  readonly type: ItemOperationType;
  /** Of the request; undefined where the body alone says it (create, upsert). */
  readonly id: string | undefined;
  readonly body: JsonObject | undefined;
  readonly ifMatch: string | undefined;
  /** Of a patch: what makes of the document the one after it. */
  readonly patch?: (document: JsonObject) => JsonObject;
}

export interface ItemOutcome {
  readonly status: 200 | 201 | 204;
  readonly charge: number;
  /** What the operation wrote or read; undefined after a delete. */
  readonly item: StoredItem | undefined;
}

const maximumBytes = 2 * 1024 * 1024;

/** Operations on one partition that see each other's effects and are committed together, or not at all. */
export function openTransaction(store: Store, container: Container, key: string) {
  const changes = new Map<string, StoredItem | undefined>();
  const find = (id: string) => (changes.has(id) ? changes.get(id) : store.find(container, key, id));

  return {
    changes: changes as Changes,
    /** @throws CosmosError when the operation fails; the transaction must then be dropped. */
    run({ type, id: requestId, body, ifMatch, patch }: ItemOperation): ItemOutcome {
      if (type === 'Create' || type === 'Replace' || type === 'Upsert') checkWrite(container, key, body);
      const id = requestId ?? (body?.['id'] as string);
      const previous = find(id);
      if (!previous && (type === 'Read' || type === 'Replace' || type === 'Delete' || type === 'Patch')) {
        throw new CosmosError(404, `Entity with the specified id '${id}' does not exist in the system.`);
      }
      if (previous && type === 'Create') {
        throw new CosmosError(409, `Entity with the specified id '${id}' already exists in the system.`);
      }
      if (ifMatch !== undefined) checkEtag(type, ifMatch, previous);
      if (type === 'Read' && previous)
        return { status: 200, charge: requestCharge.read(previous.bytes), item: previous };
      if (type === 'Delete' && previous) {
        changes.set(id, undefined);
        return { status: 204, charge: requestCharge.delete(previous.bytes), item: undefined };
      }
      if (type === 'Replace' && body?.['id'] !== id) {
        throw new CosmosError(400, `The id of the body is not that of the request, '${id}'.`);
      }
      const item = store.newItem(container, (patch && previous ? patch(previous.document) : body) ?? {}, previous);
      if (item.bytes > maximumBytes)
        throw new CosmosError(413, `Request size is too large: the item '${id}' exceeds 2 MB.`);
      changes.set(id, item);
      return previous
        ? { status: 200, charge: requestCharge.replace(item.bytes), item }
        : { status: 201, charge: requestCharge.create(item.bytes), item };
    },
  };
}

function checkWrite(container: Container, key: string, body: JsonObject | undefined): asserts body is JsonObject {
  if (!body) throw new CosmosError(400, 'The request has no item in its body.');
  checkBody(body);
  if (body[container.keyProperty] === key) return;
  throw new CosmosError(
    400,
    `PartitionKey extracted from document (${container.keyProperty}) doesn't match the one specified in the header`,
    {
      substatus: 1001,
    },
  );
}

function checkEtag(type: ItemOperationType, ifMatch: string, previous: StoredItem | undefined) {
  if (type === 'Create' || type === 'Read') throw unsupported(`If-Match on ${type}`);
  if (!previous) throw unsupported('Upsert with If-Match of an item that does not exist');
  if (ifMatch !== '*' && ifMatch !== previous.etag) {
    throw new CosmosError(412, 'Operation cannot be performed because one of the specified precondition is not met.');
  }
}
