import { z } from 'zod';
import { grantOverAllRooms } from '../access/prepareAccess.ts';
import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import { RoomGroup, roomGroupOutput, type RoomGroupOutput } from './roomGroup.ts';
import { listedGroupIds, roomsInReach } from './roomGroupReach.ts';

export const ListRoomGroups = z.object({ orderBy: z.enum(['name', '-name']).optional() });

/** The room groups that are visible to the caller, with the rooms in reach counted (R53). */
export async function listRoomGroups(
  order: z.output<typeof ListRoomGroups>,
  context: CustomerContext,
): Promise<ListPage<RoomGroupOutput>> {
  const { customer, access } = context;
  const permission = 'roomGroups.view';
  // Whoever reaches all rooms sees all groups; for others it takes the rooms to know which groups there are.
  const reached = grantOverAllRooms(access, permission) ? undefined : await roomsInReach(context, permission);
  const visible = reached?.flatMap(({ roomGroupIds }) => roomGroupIds).concat(listedGroupIds(access, permission));
  const where = visible ? [{ member: 'id', oneOf: [...new Set(visible)] }] : [];
  const { rows, ...more } = await listPage(customer, RoomGroup, context, where, order);
  const rooms =
    reached ??
    (await roomsInReach(
      context,
      permission,
      rows.map(({ id }) => id),
    ));
  const counts = new Map<string, number>();
  for (const groupId of rooms.flatMap(({ roomGroupIds }) => roomGroupIds)) {
    counts.set(groupId, (counts.get(groupId) ?? 0) + 1);
  }
  return { rows: rows.map((group) => roomGroupOutput(group, counts.get(group.id) ?? 0)), ...more };
}
