import { z } from 'zod';
import { entityTag } from '../entityTag.ts';
import { LastSignal, SignalType } from '../signals/signalType.ts';
import { AccountUpn, Name, Site, folded, sortKey } from '../text.ts';
import type { UniqueText } from '../textClaim.ts';

export const enrollments = ['onboarding', 'enrolled', 'unenrolled'] as const;
export const Enrollment = z.enum(enrollments);
export type Enrollment = z.output<typeof Enrollment>;

export const roomHealths = ['healthy', 'unhealthy', 'disconnected'] as const;
const RoomHealth = z.enum(roomHealths);

/** A country as ISO 3166-1 writes it in two letters. */
export const Country = z.string().regex(/^[A-Z]{2}$/, 'is not two capital letters');

const members = {
  id: z.string(),
  name: Name,
  site: Site.optional(),
  country: Country.optional(),
  accountUpn: AccountUpn,
  enrollment: Enrollment,
  health: RoomHealth,
  roomGroupIds: z.array(z.string()),
  updateRingId: z.string(),
  createdAt: z.iso.datetime(),
  /** When something of the room changed last but for its health, which follows from signals and tickets (R50). */
  updatedAt: z.iso.datetime(),
};

/** A meeting room, in the customer's partition. It names its groups and its ring: membership is kept nowhere else. */
export const Room = z.object({
  ...members,
  type: z.literal('room'),
  /** What its health follows from (R50): what monitoring heard last, and how many open tickets make it unhealthy. */
  signals: z.partialRecord(SignalType, LastSignal).optional(),
  troubles: z.int().optional(),
  sortKey: z.string(),
  searchText: z.string(),
});
export type Room = z.output<typeof Room>;

/** As much of a room as is shown of it: what its health follows from and what it is found by are read in no list. */
export const ShownRoom = Room.omit({ signals: true, troubles: true, sortKey: true, searchText: true });
type ShownRoom = z.output<typeof ShownRoom>;

export const RoomOutput = z.object({ ...members, etag: z.string() });
export type RoomOutput = z.output<typeof RoomOutput>;

/** The version of a room; its health is derived and no part of it (api.md, "Concurrency"). */
export const roomTag = (room: ShownRoom) =>
  entityTag([
    room.id,
    room.name,
    room.site,
    room.country,
    room.accountUpn,
    room.enrollment,
    room.roomGroupIds,
    room.updateRingId,
    room.updatedAt,
  ]);

export const roomOutput = (room: ShownRoom): RoomOutput => ({ ...room, etag: roomTag(room) });

/** What lists sort and search by follows from the room; it is set with every change of name, site or account. */
export const roomIndex = ({ id, name, site, accountUpn }: Pick<Room, 'id' | 'name' | 'site' | 'accountUpn'>) => ({
  sortKey: sortKey(name, id),
  searchText: [name, site ?? '', accountUpn].map(folded).join('\n'),
});

/** No two rooms of a customer have the same account. */
export const roomAccount: UniqueText = {
  as: 'roomAccount',
  taken: 'roomAccountTaken',
  message: 'Another room has this account.',
};
