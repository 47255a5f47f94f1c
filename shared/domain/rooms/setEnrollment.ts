import { memberChanges } from '../auditEvents/memberChanges.ts';
import type { Change, CustomerContext } from '../operation.ts';
import type { Permission } from '../permissions.ts';
import { Refusal } from '../refusal.ts';
import { forgetSignals } from '../signals/forgetSignals.ts';
import { openRoom } from './openRoom.ts';
import { roomOutput, type Enrollment, type RoomOutput } from './room.ts';

/**
 * Takes a room from one of some enrollments to another. One that is taken out of management is not watched any more (R50).
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
  const { customer, now } = context;
  const { writes, changes, ...kept } =
    to === 'unenrolled' ? await forgetSignals(room, customer, now) : { room, writes: [], changes: [] };
  const next = { ...kept.room, enrollment: to, updatedAt: now.toISOString() };
  return {
    answer: roomOutput(next),
    writes: [{ replace: next }, ...writes],
    records: [
      {
        category: 'Room',
        operation: 'Update',
        objectId: roomId,
        objectName: room.name,
        changes: [...memberChanges({ enrollment: room.enrollment }, { enrollment: to }), ...changes],
      },
    ],
    grant,
  };
}
