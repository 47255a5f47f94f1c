import { z } from 'zod';
import { grantOn, reachOf } from '../access/prepareAccess.ts';
import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import { reachConditions } from '../rooms/reachConditions.ts';
import { Room } from '../rooms/room.ts';
import { openRoomGroup } from './roomGroupReach.ts';

export const ListRoomGroupRooms = z.object({ orderBy: z.enum(['name', '-name']).optional() });

export const RoomGroupRoom = Room.pick({ id: true, name: true });

const Row = Room.pick({ id: true, type: true, name: true, roomGroupIds: true, sortKey: true });

/** The rooms of a visible group that are in reach (R53). */
export async function listRoomGroupRooms(
  { groupId, ...order }: z.output<typeof ListRoomGroupRooms> & { groupId: string },
  context: CustomerContext,
): Promise<ListPage<z.output<typeof RoomGroupRoom>>> {
  const { customer, access } = context;
  await openRoomGroup(context, 'roomGroups.view', groupId);
  const reach = reachConditions(reachOf(access, 'roomGroups.view'));
  const inGroup = { member: 'roomGroupIds', includesAnyOf: [groupId] };
  const page = await listPage(customer, Row, context, [inGroup, ...reach], order);
  return { ...page, rows: page.rows.filter((room) => grantOn(access, 'roomGroups.view', room)) };
}
