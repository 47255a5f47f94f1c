import { z } from 'zod';

/** What can be wrong with a sealed log. */
const faultKinds = ['changed', 'dropped', 'inserted', 'reordered', 'sealMissing', 'sealChanged'] as const;

/** The first thing that is wrong: with an event, or with a seal. */
export const LogFault = z.object({
  kind: z.enum(faultKinds),
  eventId: z.string().optional(),
  seal: z.int().optional(),
  message: z.string(),
});
export type LogFault = z.output<typeof LogFault>;

const messages: Readonly<Record<(typeof faultKinds)[number], string>> = {
  changed: 'The event is not as it was sealed.',
  dropped: 'The event was sealed and is gone.',
  inserted: 'The event was stored long after the time that it tells: by hand, or by a commit that was held up as long.',
  reordered: 'What is stored under this id was sealed under another one.',
  sealMissing: 'The seal is gone.',
  sealChanged: 'The seal is not as it was made.',
};

export const eventFault = (kind: 'changed' | 'dropped' | 'inserted' | 'reordered', eventId: string): LogFault => ({
  kind,
  eventId,
  message: messages[kind],
});

export const sealFault = (kind: 'sealMissing' | 'sealChanged', seal: number): LogFault => ({
  kind,
  seal,
  message: messages[kind],
});
