import { grantOverAllRooms } from '../access/prepareAccess.ts';
import type { CustomerContext } from '../operation.ts';
import type { Permission } from '../permissions.ts';
import { roomsInReach } from '../roomGroups/roomGroupReach.ts';
import type { Condition } from '../store.ts';

/** More ids than this make the text of a query long; beyond it the rows alone are checked. */
const mostIdsInQuery = 1000;

/** Which of a customer's rooms a list of tickets may show, or `all` of them. */
export type TicketReach = ReadonlySet<string> | 'all';

export async function ticketReach(
  context: Pick<CustomerContext, 'customer' | 'access'>,
  permission: Permission,
): Promise<TicketReach> {
  if (grantOverAllRooms(context.access, permission)) return 'all';
  return new Set((await roomsInReach(context, permission)).map(({ id }) => id));
}

/** What a query asks so that it finds the tickets with a room in reach; who shows them checks each once more. */
export const ticketReachConditions = (reach: TicketReach): Condition[] =>
  reach === 'all' || reach.size > mostIdsInQuery ? [] : [{ member: 'roomIds', includesAnyOf: [...reach] }];

/** The rooms of a ticket that are in reach; with none of them it is absent (R52). */
export const visibleRoomIds = (roomIds: readonly string[], reach: TicketReach): readonly string[] =>
  reach === 'all' ? roomIds : roomIds.filter((id) => reach.has(id));
