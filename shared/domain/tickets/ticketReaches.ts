import { grantOn, grantOverAllRooms, reachOf } from '../access/prepareAccess.ts';
import type { CustomerInReach } from '../acrossCustomers/customersInReach.ts';
import { readApart } from '../acrossCustomers/readApart.ts';
import type { Permission } from '../permissions.ts';
import { reachConditions } from '../rooms/reachConditions.ts';
import { Room } from '../rooms/room.ts';
import type { Store } from '../store.ts';
import type { TicketReach } from './ticketReach.ts';

const Position = Room.pick({ id: true, type: true, roomGroupIds: true });

/**
 * As `ticketReach` for many customers at once; one that can't be read is left out.
 * @param failures gets the customers that can't be read right now
 */
export async function ticketReaches(
  store: Store,
  customers: readonly CustomerInReach[],
  permission: Permission,
  failures: Map<string, string>,
): Promise<ReadonlyMap<string, TicketReach>> {
  const reaches = new Map<string, TicketReach>();
  const narrow = customers.filter(({ customerId, access }) => {
    const isNarrow = !grantOverAllRooms(access, permission);
    if (!isNarrow) reaches.set(customerId, 'all');
    return isNarrow;
  });
  const asked = narrow.map(({ customerId, access }) => ({
    customerId,
    access,
    where: reachConditions(reachOf(access, permission)),
  }));
  const { found, failed } = await readApart(asked, (parts) => store.allAcross(Position, parts, []));
  const roomsOf = Map.groupBy(found, ({ tenantId }) => tenantId);
  for (const { customerId, access } of asked) {
    const code = failed.get(customerId);
    if (code !== undefined) {
      failures.set(customerId, code);
      continue;
    }
    const inReach = (roomsOf.get(customerId) ?? []).filter((room) => grantOn(access, permission, room));
    reaches.set(customerId, new Set(inReach.map(({ id }) => id)));
  }
  return reaches;
}
