import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Write } from '../store.ts';

/** A message of monitoring that was recorded: one that comes again within 30 days is known by it (R50). */
export const SignalMemory = z.object({ id: z.string(), type: z.literal('signalMemory') });

const keptSeconds = 30 * 24 * 60 * 60;

export const signalMemoryId = (signalId: string) =>
  `signal_${createHash('sha256').update(signalId).digest('base64url')}`;

export const rememberSignal = (signalId: string): Write => ({
  create: { id: signalMemoryId(signalId), type: 'signalMemory' } satisfies z.output<typeof SignalMemory>,
  ttlSeconds: keptSeconds,
});
