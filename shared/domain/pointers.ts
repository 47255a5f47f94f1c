import { z } from 'zod';
import { Guid } from './ids.ts';
import type { DocumentSchema, Partition, Stored, StoredDocument } from './store.ts';
import { untilItHolds } from './untilItHolds.ts';

/** A partner's hint to an invitation: ids and a state, nothing of the customer's (R80). Its id is the invitation's. */
export const InvitationPointer = z.object({
  id: z.string(),
  type: z.literal('invitationPointer'),
  customerId: Guid,
  /** Closed ones are not listed, but still found by id (R27). */
  state: z.enum(['open', 'closed']),
  /** When the invitation expires, of an open one: from then on it is listed no more (R23). */
  expiresAt: z.iso.datetime().optional(),
});
export type InvitationPointer = z.output<typeof InvitationPointer>;

/** The pointer to an invitation that was answered or taken back. */
export const closedPointer = (invitationId: string, customerId: string): InvitationPointer => ({
  id: invitationId,
  type: 'invitationPointer',
  customerId,
  state: 'closed',
});

/** How long the pointer to a declined invitation stays: an answer under an Idempotency-Key is kept for a day. */
export const declinedPointerSeconds = 24 * 60 * 60;

/** The pointer to a pending invitation. */
export const openPointer = (invitationId: string, customerId: string, expiresAt: string): InvitationPointer => ({
  ...closedPointer(invitationId, customerId),
  state: 'open',
  expiresAt,
});

/** A partner's hint to a customer of it, and since when. Its id is the customer's. */
export const CustomerPointer = z.object({
  id: Guid,
  type: z.literal('customerPointer'),
  customerId: Guid,
  madeAt: z.iso.datetime(),
  sortKey: z.string(),
});
export type CustomerPointer = z.output<typeof CustomerPointer>;

/** The pointer to a customer whose invitation was accepted at a time. */
export const customerPointer = (customerId: string, acceptedAt: string): CustomerPointer => ({
  id: customerId,
  type: 'customerPointer',
  customerId,
  madeAt: acceptedAt,
  sortKey: `${acceptedAt}|${customerId}`,
});

const shown = { id: true, type: true, customerId: true } as const;
const kinds = [CustomerPointer.pick(shown), InvitationPointer.pick(shown)];

/** Pointers of every kind that lead to a customer, so many at most. */
export async function pointersTo(
  pointers: Partition,
  customerId: string,
  top: number,
): Promise<Stored<StoredDocument>[]> {
  const where = [{ member: 'customerId', oneOf: [customerId] }];
  const found = await Promise.all(kinds.map((kind) => pointers.list(kind, { where, orderBy: 'id', top })));
  return found.flat().slice(0, top);
}

/**
 * Sets a pointer exactly, whatever it was: doing it again changes nothing (R81).
 * @param ttlSeconds when it goes by itself, if it does
 */
export async function setPointer<S extends DocumentSchema>(
  pointers: Partition,
  schema: S,
  pointer: z.output<S>,
  ttlSeconds?: number,
): Promise<void> {
  const expiry = ttlSeconds === undefined ? {} : { ttlSeconds };
  await untilItHolds(async () => {
    const stored = await pointers.read(schema, pointer.id);
    await pointers.commit([
      stored ? { replace: { ...pointer, _etag: stored._etag }, ...expiry } : { create: pointer, ...expiry },
    ]);
  });
}

/**
 * Makes a pointer where there is none, before the commit that it leads to: what is there already is wide enough, and
 * somebody else's workflow may have set it exactly meanwhile.
 */
export async function widenPointers<S extends DocumentSchema>(
  pointers: Partition,
  schema: S,
  pointer: z.output<S>,
): Promise<void> {
  await untilItHolds(async () => {
    if (!(await pointers.read(schema, pointer.id))) await pointers.commit([{ create: pointer }]);
  });
}

/** Removes a pointer; one that is gone already is no fault. */
export async function removePointer(pointers: Partition, schema: DocumentSchema, id: string): Promise<void> {
  await untilItHolds(async () => {
    const stored = await pointers.read(schema, id);
    if (stored) await pointers.commit([{ remove: stored }]);
  });
}
