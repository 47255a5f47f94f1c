import { unchanged, type Change, type CustomerContext } from '../operation.ts';
import { openRoom } from '../rooms/openRoom.ts';
import { openUpdateRing } from './openUpdateRing.ts';

/** Moves a room in reach to a ring; a room is in exactly one, so it leaves the one that it was in. */
export async function moveRoomToRing(
  { ringId, roomId }: { ringId: string; roomId: string },
  context: CustomerContext,
): Promise<Change<undefined>> {
  const ring = await openUpdateRing(context, ringId);
  const { room, grant } = await openRoom(context, 'updateRings.modify', roomId);
  if (room.updateRingId === ringId) return unchanged(undefined);
  return {
    answer: undefined,
    writes: [{ replace: { ...room, updateRingId: ringId, updatedAt: context.now.toISOString() } }],
    records: [
      {
        category: 'UpdateRing',
        operation: 'Update',
        objectId: ringId,
        objectName: ring.name,
        changes: [{ path: `/rooms/${roomId}/updateRingId`, from: room.updateRingId, to: ringId }],
      },
    ],
    grant,
  };
}
