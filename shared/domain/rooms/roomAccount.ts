import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../refusal.ts';
import type { Partition, Write } from '../store.ts';
import { folded } from '../text.ts';

/** Says which room has an account. The account is the id, so that no two rooms of a customer can have the same. */
const RoomAccount = z.object({ id: z.string(), type: z.literal('roomAccount'), roomId: z.string() });

const roomAccountId = (accountUpn: string) =>
  `roomAccount_${createHash('sha256').update(folded(accountUpn)).digest('base64url')}`;

/**
 * The writes that give a room an account, and give up the one that it had.
 * @throws Refusal `roomAccountTaken` when another room has it
 */
export async function claimRoomAccount(
  customer: Partition,
  roomId: string,
  accountUpn: string,
  earlier?: string,
): Promise<Write[]> {
  const id = roomAccountId(accountUpn);
  const earlierId = earlier === undefined ? undefined : roomAccountId(earlier);
  if (id === earlierId) return [];
  await customer.prefetch(earlierId === undefined ? [id] : [id, earlierId]);
  if (await customer.read(RoomAccount, id)) {
    throw new Refusal('roomAccountTaken', 'Another room has this account.');
  }
  const held = earlierId === undefined ? undefined : await customer.read(RoomAccount, earlierId);
  const claim: z.output<typeof RoomAccount> = { id, type: 'roomAccount', roomId };
  return [{ create: claim }, ...(held ? [{ remove: held }] : [])];
}
