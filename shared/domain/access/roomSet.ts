import type { Scope } from '../scope.ts';

/** As much of a room as a decision needs. */
export interface RoomPosition {
  readonly id: string;
  readonly roomGroupIds: readonly string[];
}

/** A scope, made ready to be asked. */
export interface RoomSet {
  readonly all: boolean;
  readonly roomIds: ReadonlySet<string>;
  readonly roomGroupIds: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export const everyRoom: RoomSet = { all: true, roomIds: none, roomGroupIds: none };

export const roomSet = (scope: Scope): RoomSet =>
  scope.kind === 'allRooms'
    ? everyRoom
    : { all: false, roomIds: new Set(scope.roomIds), roomGroupIds: new Set(scope.roomGroupIds) };

/** Whether the room is named, or in a group that is named. */
export function contains(set: RoomSet, room: RoomPosition): boolean {
  if (set.all || set.roomIds.has(room.id)) return true;
  for (const groupId of room.roomGroupIds) if (set.roomGroupIds.has(groupId)) return true;
  return false;
}
