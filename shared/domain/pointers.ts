import { z } from 'zod';
import { Guid } from './ids.ts';
import { RelationshipState } from './relationships/relationship.ts';
import type { Partition, StoredDocument } from './store.ts';

/** A partner's hint to an invitation: ids and a time, nothing of the customer's (R80). */
export const InvitationPointer = z.object({
  id: z.string(),
  type: z.literal('invitationPointer'),
  customerId: Guid,
  setAt: z.iso.datetime(),
});
export type InvitationPointer = z.output<typeof InvitationPointer>;

/** A partner's hint to a customer of it: ids, state and a time. Its id is the customer's. */
export const CustomerPointer = z.object({
  id: Guid,
  type: z.literal('customerPointer'),
  customerId: Guid,
  state: RelationshipState,
  setAt: z.iso.datetime(),
});
export type CustomerPointer = z.output<typeof CustomerPointer>;

/** Sets a pointer, whatever it was: writing it again changes nothing (R81). */
export async function setPointer(pointers: Partition, pointer: InvitationPointer | CustomerPointer): Promise<void> {
  const schema = pointer.type === 'invitationPointer' ? InvitationPointer : CustomerPointer;
  const stored = await pointers.read(schema, pointer.id);
  await pointers.commit([stored ? { replace: { ...pointer, _etag: stored._etag } } : { create: pointer }]);
}

/** Removes a pointer; one that is gone already is no fault. */
export async function removePointer(pointers: Partition, id: string): Promise<void> {
  const stored = (await pointers.read(InvitationPointer, id)) ?? (await pointers.read(CustomerPointer, id));
  if (stored) await pointers.commit([{ remove: stored satisfies StoredDocument }]);
}
