import type { Change, CustomerContext } from '../operation.ts';
import { notFound } from '../refusal.ts';
import { openRoom } from '../rooms/openRoom.ts';
import { withoutGroup } from './forgetRoomGroup.ts';
import { grantToChangeGroups, openRoomGroup } from './roomGroupReach.ts';

/** Takes a room out of a group; one that is not in it is not found there. */
export async function removeRoomFromGroup(
  { groupId, roomId }: { groupId: string; roomId: string },
  context: CustomerContext,
): Promise<Change<undefined>> {
  const group = await openRoomGroup(context, 'roomGroups.modify', groupId);
  const { room } = await openRoom(context, 'roomGroups.modify', roomId);
  if (!room.roomGroupIds.includes(groupId)) throw notFound();
  const grant = grantToChangeGroups(context.access, 'roomGroups.modify');
  return {
    answer: undefined,
    writes: [withoutGroup(room, groupId, context.now)],
    records: [
      {
        category: 'RoomGroup',
        operation: 'Update',
        objectId: groupId,
        objectName: group.name,
        changes: [{ path: `/rooms/${roomId}`, from: room.name }],
      },
    ],
    grant,
  };
}
