import { grantOn, type Grant } from '../access/prepareAccess.ts';
import type { CustomerContext } from '../operation.ts';
import type { Permission } from '../permissions.ts';
import { notFound } from '../refusal.ts';
import type { Stored } from '../store.ts';
import { Room } from './room.ts';

/**
 * A room that is in reach of the permission, and the assignment that says so (R8, R10).
 * @throws Refusal `notFound` when it is not there, or out of reach
 */
export async function openRoom(
  { customer, access }: Pick<CustomerContext, 'customer' | 'access'>,
  permission: Permission,
  roomId: string,
): Promise<{ room: Stored<Room>; grant: Grant }> {
  const room = await customer.read(Room, roomId);
  const grant = room && grantOn(access, permission, room);
  if (!grant) throw notFound();
  return { room, grant };
}
