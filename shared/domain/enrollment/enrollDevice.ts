import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { Guid } from '../ids.ts';
import { unchanged, type BaseContext, type Change } from '../operation.ts';
import { Refusal } from '../refusal.ts';
import { Enrollment, Room, roomAccount } from '../rooms/room.ts';
import { AccountUpn } from '../text.ts';
import { claimIdOf, holderOfText } from '../textClaim.ts';
import { EnrollmentKey, enrollmentKeyDocumentId, isEnrollmentKey } from './enrollmentKey.ts';

export const EnrollDevice = z.strictObject({
  tenantId: Guid,
  enrollmentKey: z.string().max(256),
  accountUpn: AccountUpn,
});

export const DeviceEnrollment = z.object({ roomId: z.string(), enrollment: Enrollment });
export type DeviceEnrollment = z.output<typeof DeviceEnrollment>;

/**
 * A room device enrolls its room by the customer's key.
 * @throws Refusal `unauthenticated`, the same one whatever it is that does not fit: nobody learns which tenants and
 *   accounts there are
 */
export async function enrollDevice(
  { tenantId, enrollmentKey, accountUpn }: z.output<typeof EnrollDevice>,
  { store, now }: BaseContext,
): Promise<Change<DeviceEnrollment>> {
  const refused = new Refusal('unauthenticated', 'This device can not be enrolled with what it has sent.');
  const customer = store.tenant(tenantId);
  // Both in one read, and the key is looked at first: without it every tenant and account takes the same time.
  await customer.prefetch([enrollmentKeyDocumentId, claimIdOf(roomAccount, accountUpn)]);
  if (!isEnrollmentKey(enrollmentKey, await customer.read(EnrollmentKey, enrollmentKeyDocumentId))) throw refused;
  const roomId = await holderOfText(customer, roomAccount, accountUpn);
  const room = roomId === undefined ? undefined : await customer.read(Room, roomId);
  if (!room || room.enrollment === 'unenrolled') throw refused;
  const answer: DeviceEnrollment = { roomId: room.id, enrollment: 'enrolled' };
  if (room.enrollment === 'enrolled') return unchanged(answer);
  const next = { ...room, enrollment: answer.enrollment, updatedAt: now.toISOString() };
  return {
    answer,
    place: customer,
    writes: [{ replace: next }],
    records: [
      {
        category: 'Room',
        operation: 'Update',
        objectId: room.id,
        objectName: room.name,
        changes: memberChanges(room, next),
      },
    ],
  };
}
