import type { Change, CustomerContext } from '../operation.ts';
import { newEnrollmentKey, type EnrollmentKeyOutput } from './enrollmentKey.ts';
import { storedEnrollmentKey } from './storedEnrollmentKey.ts';

/** Makes a new enrollment key; the old one lets nobody in any more. Rooms that are enrolled stay so. */
export async function resetEnrollmentKey(
  _: object,
  { customer, now }: CustomerContext,
): Promise<Change<EnrollmentKeyOutput>> {
  const old = await storedEnrollmentKey(customer);
  const key = newEnrollmentKey(now);
  return {
    answer: key,
    writes: [{ replace: { ...key, _etag: old._etag } }],
    records: [
      {
        category: 'Settings',
        operation: 'Update',
        objectId: key.id,
        objectName: 'Enrollment key',
        // Never the key itself: the log is for more people than those who may see it.
        changes: [{ path: '/createdAt', from: old.createdAt, to: key.createdAt }],
      },
    ],
  };
}
