import type { CustomerContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import { RoomGroup, roomGroupOutput, type RoomGroupOutput } from './roomGroup.ts';
import { isListed, roomsInReach } from './roomGroupReach.ts';

/** One visible room group, with its rooms in reach counted (R53). */
export async function getRoomGroup(
  { groupId }: { groupId: string },
  context: CustomerContext,
): Promise<RoomGroupOutput> {
  const permission = 'roomGroups.view';
  const group = await context.customer.read(RoomGroup, groupId);
  if (!group) throw notFound();
  const rooms = await roomsInReach(context, permission, [groupId]);
  if (rooms.length === 0 && !isListed(context.access, permission, groupId)) throw notFound();
  return roomGroupOutput(group, rooms.length);
}
