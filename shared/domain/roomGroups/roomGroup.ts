import { z } from 'zod';
import { entityTag } from '../entityTag.ts';
import { Description, Name } from '../text.ts';
import type { UniqueText } from '../textClaim.ts';

/** A named set of a customer's rooms. Which rooms are in it, the rooms say. */
export const RoomGroup = z.object({
  id: z.string(),
  type: z.literal('roomGroup'),
  name: Name,
  description: Description,
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
  sortKey: z.string(),
});
export type RoomGroup = z.output<typeof RoomGroup>;

export const RoomGroupOutput = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** Rooms of it that are in the caller's reach (R53). */
  roomCount: z.int(),
  etag: z.string(),
});
export type RoomGroupOutput = z.output<typeof RoomGroupOutput>;

/** The version of a group; which rooms are in it is no part of it. */
export const roomGroupTag = ({ id, name, description, changedAt }: RoomGroup) =>
  entityTag([id, name, description, changedAt]);

export const roomGroupOutput = (group: RoomGroup, roomCount: number): RoomGroupOutput => ({
  id: group.id,
  name: group.name,
  description: group.description,
  roomCount,
  etag: roomGroupTag(group),
});

/** No two groups of a customer have the same name. */
export const roomGroupName: UniqueText = {
  as: 'roomGroupName',
  taken: 'roomGroupNameTaken',
  message: 'Another room group has this name.',
};
