import { z } from 'zod';
import { Refusal } from '../refusal.ts';

/** An instant as a client sends it, in the one form that is stored. */
export const Expiry = z.iso.datetime().transform((time) => new Date(time).toISOString());

/**
 * What is set to expire does so in the future (R41).
 * @throws Refusal `invalidRequest`
 */
export function expectFuture(expiresAt: string | null | undefined, now: Date): void {
  if (expiresAt === null || expiresAt === undefined || Date.parse(expiresAt) > now.getTime()) return;
  throw new Refusal('invalidRequest', 'An assignment expires in the future.', {
    faults: [{ path: 'expiresAt', code: 'custom', message: 'is not in the future' }],
  });
}
