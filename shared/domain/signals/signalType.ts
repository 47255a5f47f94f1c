import { z } from 'zod';

/** What of a room monitoring watches. */
export const signalTypes = [
  'connectivity',
  'display',
  'camera',
  'microphone',
  'speaker',
  'signIn',
  'network',
  'software',
  'peripheral',
] as const;
export const SignalType = z.enum(signalTypes);
export type SignalType = z.output<typeof SignalType>;

/** What was last heard of one thing in a room (R50). */
export const LastSignal = z.object({
  at: z.iso.datetime(),
  /** The ticket that is open for it: there exactly while the signal is raised. */
  ticketId: z.string().optional(),
});
export type LastSignal = z.output<typeof LastSignal>;
