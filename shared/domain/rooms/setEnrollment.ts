import { memberChanges } from '../auditEvents/memberChanges.ts';
import type { Change, CustomerContext } from '../operation.ts';
import type { Permission } from '../permissions.ts';
import { Refusal } from '../refusal.ts';
import { openRoom } from './openRoom.ts';
import { roomOutput, type Enrollment, type RoomOutput } from './room.ts';

/**
 * Takes a room from one of some enrollments to another.
 * @throws Refusal `roomState` when it is in none of those
 */
export async function setEnrollment(
  { roomId, from, to }: { roomId: string; from: readonly Enrollment[]; to: Enrollment },
  permission: Permission,
  context: CustomerContext,
): Promise<Change<RoomOutput>> {
  const { room, grant } = await openRoom(context, permission, roomId);
  if (!from.includes(room.enrollment)) {
    throw new Refusal('roomState', `A room that is ${room.enrollment} can not become ${to}.`);
  }
  const next = { ...room, enrollment: to, updatedAt: context.now.toISOString() };
  return {
    answer: roomOutput(next),
    writes: [{ replace: next }],
    records: [
      {
        category: 'Room',
        operation: 'Update',
        objectId: roomId,
        objectName: room.name,
        changes: memberChanges(room, next),
      },
    ],
    grant,
  };
}
