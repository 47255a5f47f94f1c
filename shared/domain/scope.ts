import { z } from 'zod';
import { AnyId } from './text.ts';

/** The set of a customer's rooms that a relationship, or an assignment in it, reaches. */
export const Scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('allRooms') }),
  z
    .strictObject({
      kind: z.literal('selected'),
      roomIds: z.array(AnyId).max(1000).default([]),
      roomGroupIds: z.array(AnyId).max(1000).default([]),
    })
    .refine(({ roomIds, roomGroupIds }) => {
      const count = roomIds.length + roomGroupIds.length;
      return count >= 1 && count <= 1000;
    }, 'names 1 to 1,000 rooms and room groups together')
    .transform(({ kind, roomIds, roomGroupIds }) => ({
      kind,
      roomIds: [...new Set(roomIds)],
      roomGroupIds: [...new Set(roomGroupIds)],
    })),
]);
export type Scope = z.output<typeof Scope>;

export const allRooms: Scope = { kind: 'allRooms' };
