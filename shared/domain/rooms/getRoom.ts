import type { CustomerContext } from '../operation.ts';
import { openRoom } from './openRoom.ts';
import { roomOutput, type RoomOutput } from './room.ts';

/** One room in reach (R10). */
export async function getRoom({ roomId }: { roomId: string }, context: CustomerContext): Promise<RoomOutput> {
  const { room } = await openRoom(context, 'rooms.view', roomId);
  return roomOutput(room);
}
