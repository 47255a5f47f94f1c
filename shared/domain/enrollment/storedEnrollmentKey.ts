import type { Partition, Stored } from '../store.ts';
import { EnrollmentKey, enrollmentKeyDocumentId } from './enrollmentKey.ts';

/** The enrollment key of a customer; every registered tenant has one. */
export async function storedEnrollmentKey(customer: Partition): Promise<Stored<EnrollmentKey>> {
  const key = await customer.read(EnrollmentKey, enrollmentKeyDocumentId);
  if (!key) throw new Error('A registered tenant has an enrollment key.');
  return key;
}
