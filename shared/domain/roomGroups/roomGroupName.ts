import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../refusal.ts';
import type { Partition, Write } from '../store.ts';
import { folded } from '../text.ts';

/** Says which group has a name. The name is the id, so that no two groups of a customer can have the same. */
const RoomGroupName = z.object({ id: z.string(), type: z.literal('roomGroupName'), roomGroupId: z.string() });

const roomGroupNameId = (name: string) =>
  `roomGroupName_${createHash('sha256').update(folded(name)).digest('base64url')}`;

/**
 * The writes that give a group a name, and give up the one that it had.
 * @param name undefined when the group goes
 * @throws Refusal `roomGroupNameTaken` when another group has it
 */
export async function claimRoomGroupName(
  customer: Partition,
  roomGroupId: string,
  name: string | undefined,
  earlier?: string,
): Promise<Write[]> {
  const [id, earlierId] = [name, earlier].map((text) => (text === undefined ? undefined : roomGroupNameId(text)));
  if (id === earlierId) return [];
  await customer.prefetch([id, earlierId].filter((one) => one !== undefined));
  if (id !== undefined && (await customer.read(RoomGroupName, id))) {
    throw new Refusal('roomGroupNameTaken', 'Another room group has this name.');
  }
  const held = earlierId === undefined ? undefined : await customer.read(RoomGroupName, earlierId);
  const claim = id === undefined ? undefined : ({ id, type: 'roomGroupName', roomGroupId } as const);
  return [...(claim ? [{ create: claim }] : []), ...(held ? [{ remove: held }] : [])];
}
