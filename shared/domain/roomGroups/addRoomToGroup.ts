import { unchanged, type Change, type CustomerContext } from '../operation.ts';
import { openRoom } from '../rooms/openRoom.ts';
import { forgetRoomGroup } from './forgetRoomGroup.ts';
import { RoomGroup } from './roomGroup.ts';
import { grantToChangeGroups, openRoomGroup } from './roomGroupReach.ts';

/** Puts a room into a group; one that is in already stays. */
export async function addRoomToGroup(
  { groupId, roomId }: { groupId: string; roomId: string },
  context: CustomerContext,
): Promise<Change<undefined>> {
  const { customer, access, now } = context;
  const group = await openRoomGroup(context, 'roomGroups.modify', groupId);
  const { room } = await openRoom(context, 'roomGroups.modify', roomId);
  const grant = grantToChangeGroups(access, 'roomGroups.modify');
  if (room.roomGroupIds.includes(groupId)) return unchanged(undefined);
  const next = { ...room, roomGroupIds: [...room.roomGroupIds, groupId], updatedAt: now.toISOString() };
  return {
    answer: undefined,
    writes: [{ replace: next }],
    records: [
      {
        category: 'RoomGroup',
        operation: 'Update',
        objectId: groupId,
        objectName: group.name,
        changes: [{ path: `/rooms/${roomId}`, to: room.name }],
      },
    ],
    grant,
    // Not conditional on the group, or rooms that are added at once would hinder each other: a deletion that came
    // between is looked for afterwards.
    async after() {
      if (!(await customer.read(RoomGroup, groupId))) await forgetRoomGroup(customer, groupId, now);
    },
  };
}
