import { z } from 'zod';
import { AnyId } from '../text.ts';
import { TicketSeverity } from '../tickets/ticket.ts';
import { SignalType } from './signalType.ts';

/** One thing that monitoring saw in one room. */
export const Signal = z.strictObject({
  /** Names one message: sent again, it is known by it. */
  signalId: AnyId.refine((text) => text.isWellFormed(), 'is not well-formed Unicode'),
  roomId: AnyId,
  type: SignalType,
  severity: TicketSeverity,
  status: z.enum(['raised', 'cleared']),
  at: z.iso.datetime(),
});
export type Signal = z.output<typeof Signal>;

export const signalResults = ['recorded', 'duplicate', 'stale', 'roomUnknown', 'roomNotEnrolled'] as const;
export type SignalResult = (typeof signalResults)[number];
