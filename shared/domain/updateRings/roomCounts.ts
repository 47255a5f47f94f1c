import { grantOn, reachOf } from '../access/prepareAccess.ts';
import type { CustomerContext } from '../operation.ts';
import { reachConditions } from '../rooms/reachConditions.ts';
import { Room } from '../rooms/room.ts';

const Placed = Room.pick({ id: true, type: true, roomGroupIds: true, updateRingId: true });

/** How many rooms in reach are in each of these rings (R53); a ring without any is left out. */
export async function roomCounts(
  { customer, access }: Pick<CustomerContext, 'customer' | 'access'>,
  ringIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const permission = 'updateRings.view';
  const inRings = { member: 'updateRingId', oneOf: ringIds };
  const rooms = await customer.all(Placed, [inRings, ...reachConditions(reachOf(access, permission))]);
  const counts = new Map<string, number>();
  for (const room of rooms) {
    if (!grantOn(access, permission, room)) continue;
    counts.set(room.updateRingId, (counts.get(room.updateRingId) ?? 0) + 1);
  }
  return counts;
}
