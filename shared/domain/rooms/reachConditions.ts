import type { reachOf } from '../access/prepareAccess.ts';
import type { RoomSet } from '../access/roomSet.ts';
import type { Condition } from '../store.ts';

/**
 * What a query for rooms must ask so that it finds the rooms in reach and no others (R8, R10): a room is in one of the
 * sets that assignments give, and within the relationship. Who shows rooms checks each of them once more.
 */
export function reachConditions({ anyOf, within }: ReturnType<typeof reachOf>): Condition[] {
  const given = anyOf.some(({ all }) => all) ? [] : [{ anyOf: anyOf.flatMap(inSet) }];
  return within.all ? given : [...given, { anyOf: inSet(within) }];
}

const inSet = ({ roomIds, roomGroupIds }: RoomSet): Condition[] => [
  { member: 'id', oneOf: [...roomIds] },
  { member: 'roomGroupIds', includesAnyOf: [...roomGroupIds] },
];
