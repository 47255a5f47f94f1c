import { z } from 'zod';
import { entityTag } from '../entityTag.ts';
import { Name, sortKey } from '../text.ts';

/** How many days after an update comes out the rooms of a ring get it. */
export const DeferralDays = z.int().min(0).max(60);

/** A wave in which a customer's rooms are updated; each room names the one ring it is in. */
export const UpdateRing = z.object({
  id: z.string(),
  type: z.literal('updateRing'),
  name: Name,
  /** The API's `order`, which is a word of the query language. */
  rank: z.int(),
  deferralDays: DeferralDays,
  changedAt: z.iso.datetime(),
  sortKey: z.string(),
});
export type UpdateRing = z.output<typeof UpdateRing>;

export const UpdateRingOutput = z.object({
  id: z.string(),
  name: z.string(),
  order: z.int(),
  deferralDays: z.int(),
  /** Rooms of it that are in the caller's reach (R53). */
  roomCount: z.int(),
  etag: z.string(),
});
export type UpdateRingOutput = z.output<typeof UpdateRingOutput>;

/** The version of a ring; which rooms are in it is no part of it. */
export const updateRingTag = ({ id, name, rank, deferralDays, changedAt }: UpdateRing) =>
  entityTag([id, name, rank, deferralDays, changedAt]);

export const updateRingOutput = (ring: UpdateRing, roomCount: number): UpdateRingOutput => ({
  id: ring.id,
  name: ring.name,
  order: ring.rank,
  deferralDays: ring.deferralDays,
  roomCount,
  etag: updateRingTag(ring),
});

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
