import { Room } from '../rooms/room.ts';
import type { Partition, Stored, Write } from '../store.ts';

/** Rooms that fit into one batch beside what else is written with them; a batch has at most 100 operations. */
export const roomsPerBatch = 90;

export const roomsNaming = (customer: Partition, groupId: string): Promise<Stored<Room>[]> =>
  customer.all(Room, [{ member: 'roomGroupIds', includesAnyOf: [groupId] }]);

/** The write that takes a room out of a group. */
export const withoutGroup = (room: Stored<Room>, groupId: string, now: Date): Write => ({
  replace: { ...room, roomGroupIds: room.roomGroupIds.filter((id) => id !== groupId), updatedAt: now.toISOString() },
});

/**
 * Takes a group that is gone out of the rooms that still name it. Idempotent. An id that stays behind when this is cut
 * off does no harm: no scope can name the group any more, and its id is never used again.
 */
export async function forgetRoomGroup(customer: Partition, groupId: string, now: Date): Promise<void> {
  const rooms = await roomsNaming(customer, groupId);
  for (let at = 0; at < rooms.length; at += roomsPerBatch) {
    await customer.commit(rooms.slice(at, at + roomsPerBatch).map((room) => withoutGroup(room, groupId, now)));
  }
}
