import type { reachOf } from '../access/prepareAccess.ts';
import { contains, type RoomSet } from '../access/roomSet.ts';
import { reachConditions } from '../rooms/reachConditions.ts';
import { Room } from '../rooms/room.ts';
import type { Scope } from '../scope.ts';
import type { Condition, Partition } from '../store.ts';

/** As much of a room as says where it is. */
const PlacedRoom = Room.pick({ id: true, type: true, roomGroupIds: true });

/** A query asks for so many ids at most; beyond them for everything in reach. */
const maxIds = 1000;

type Reach = ReturnType<typeof reachOf>;
interface InReach {
  readonly roomIds: ReadonlySet<string>;
  readonly roomGroupIds: ReadonlySet<string>;
}

/**
 * Which of the rooms and groups that the scopes name are in reach: a room that is in it; a group that the reach lists,
 * or of which a room is in it (R53). That they are there at all is not asked where the reach is all rooms.
 */
export async function scopesInReach(customer: Partition, scopes: readonly Scope[], reach: Reach): Promise<InReach> {
  const { anyOf, within } = reach;
  const named = (list: 'roomIds' | 'roomGroupIds') =>
    new Set(scopes.flatMap((scope) => (scope.kind === 'selected' ? scope[list] : [])));
  const listed = (list: 'roomIds' | 'roomGroupIds', id: string) => {
    const lists = (set: RoomSet) => set.all || set[list].has(id);
    return lists(within) && anyOf.some(lists);
  };
  const [namedRooms, namedGroups] = [named('roomIds'), named('roomGroupIds')];
  const roomIds = new Set([...namedRooms].filter((id) => listed('roomIds', id)));
  const roomGroupIds = new Set([...namedGroups].filter((id) => listed('roomGroupIds', id)));
  const openRooms = [...namedRooms].filter((id) => !roomIds.has(id));
  const openGroups = [...namedGroups].filter((id) => !roomGroupIds.has(id));
  const open = openRooms.length + openGroups.length;
  if (open > 0 && anyOf.length > 0) {
    const asked: Condition[] = [
      { member: 'id', oneOf: openRooms },
      { member: 'roomGroupIds', includesAnyOf: openGroups },
    ];
    const where = [...(open <= maxIds ? [{ anyOf: asked }] : []), ...reachConditions(reach)];
    for (const room of await customer.all(PlacedRoom, where)) {
      if (!contains(within, room) || !anyOf.some((set) => contains(set, room))) continue;
      if (namedRooms.has(room.id)) roomIds.add(room.id);
      for (const groupId of room.roomGroupIds) if (namedGroups.has(groupId)) roomGroupIds.add(groupId);
    }
  }
  return { roomIds, roomGroupIds };
}
