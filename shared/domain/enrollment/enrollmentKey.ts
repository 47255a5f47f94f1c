import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

export const enrollmentKeyDocumentId = 'enrollmentKey';

/** What lets room devices enroll themselves: one per customer, shown to whoever may download it. */
export const EnrollmentKey = z.object({
  id: z.literal(enrollmentKeyDocumentId),
  type: z.literal('enrollmentKey'),
  key: z.string(),
  createdAt: z.iso.datetime(),
});
export type EnrollmentKey = z.output<typeof EnrollmentKey>;

export const EnrollmentKeyOutput = z.object({ key: z.string(), createdAt: z.iso.datetime() });
export type EnrollmentKeyOutput = z.output<typeof EnrollmentKeyOutput>;

const keyBytes = 24;

/** A new key: 192 random bits in hexadecimal, which survives being typed and pasted. */
export const newEnrollmentKey = (now: Date): EnrollmentKey => ({
  id: enrollmentKeyDocumentId,
  type: 'enrollmentKey',
  key: randomBytes(keyBytes).toString('hex'),
  createdAt: now.toISOString(),
});

/** Compared in constant time, one that is not there included: how long it takes tells nothing of the key. */
export function isEnrollmentKey(given: string, stored: EnrollmentKey | undefined): boolean {
  const same = timingSafeEqual(digest(given), digest(stored?.key ?? ''));
  return same && stored !== undefined;
}

const digest = (text: string) => createHash('sha256').update(text).digest();
