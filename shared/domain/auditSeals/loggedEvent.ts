import { z } from 'zod';
import { AuditEventOutput } from '../auditEvents/auditEvent.ts';
import { canonicalJson } from '../canonicalJson.ts';
import { timeOfId } from '../ids.ts';
import { leafHash } from './merkleTree.ts';

const members = Object.keys(AuditEventOutput.shape) as (keyof typeof AuditEventOutput.shape)[];

/** An event as it is stored, whatever somebody may have made of it: what was tampered with must be read to be named. */
export const LoggedEvent = z.object({
  ...(Object.fromEntries(members.map((member) => [member, z.unknown().optional()])) as Record<
    (typeof members)[number],
    z.ZodOptional<z.ZodUnknown>
  >),
  id: z.string(),
  type: z.literal('auditEvent'),
});
export type LoggedEvent = z.output<typeof LoggedEvent>;

/** What is sealed of an event: all that the API tells of it, as canonical JSON. */
export const eventHash = (event: Partial<LoggedEvent>): string =>
  leafHash(canonicalJson(Object.fromEntries(members.map((member) => [member, event[member]]))));

/** A commit that lands later than this after it was decided on is not believed. */
export const latestLandingMs = 15 * 60_000;

/** The time that an event says it was made at, by its id and by itself, the earlier of the two; undefined where they are none. */
export function timeOfEvent({ id, creationTime }: Pick<LoggedEvent, 'id' | 'creationTime'>): number | undefined {
  const byItself = Date.parse(String(creationTime));
  return !isEventId(id) || Number.isNaN(byItself) ? undefined : Math.min(timeOfId(id), byItself);
}

const isEventId = (id: string) => /^evt_[0-9a-hjkmnp-tv-z]{26}$/.test(id);
