import type { CustomerContext } from '../operation.ts';
import type { EnrollmentKeyOutput } from './enrollmentKey.ts';
import { storedEnrollmentKey } from './storedEnrollmentKey.ts';

/** The key that room devices of the customer enroll with. */
export const getEnrollmentKey = (_: object, { customer }: CustomerContext): Promise<EnrollmentKeyOutput> =>
  storedEnrollmentKey(customer);
