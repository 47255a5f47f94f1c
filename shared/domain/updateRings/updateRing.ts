import { z } from 'zod';
import { sortKey } from '../text.ts';

/** A wave in which a customer's rooms are updated; each room names the one ring it is in. */
export const UpdateRing = z.object({
  id: z.string(),
  type: z.literal('updateRing'),
  name: z.string(),
  /** The API's `order`, which is a word of the query language. */
  rank: z.int(),
  deferralDays: z.int(),
  changedAt: z.iso.datetime(),
  sortKey: z.string(),
});
export type UpdateRing = z.output<typeof UpdateRing>;

/** Ids are unique within a customer only and sort in the order of making, as all ids do. */
const initial = [
  ['ring_0staging', 'Staging', 0],
  ['ring_1general', 'General', 7],
  ['ring_2executive', 'Executive', 14],
] as const;

/** The ring that new rooms go to, whatever it is called by now: known without reading it. */
export const newRoomsRingId = 'ring_1general';

/** The rings that a customer starts with (api.md, "Update ring"). */
export const initialUpdateRings = (now: Date): UpdateRing[] =>
  initial.map(([id, name, deferralDays], rank) => ({
    id,
    type: 'updateRing',
    name,
    rank,
    deferralDays,
    changedAt: now.toISOString(),
    sortKey: sortKey(name, id),
  }));
