import type { z } from 'zod';
import { grantOn, reachOf } from '../access/prepareAccess.ts';
import { listAcrossCustomers, ofCustomer } from '../acrossCustomers/listAcrossCustomers.ts';
import type { ListPage, TenantContext } from '../operation.ts';
import { AnyId } from '../text.ts';
import { ListRooms, roomConditions } from './listRooms.ts';
import { reachConditions } from './reachConditions.ts';
import { roomOutput, RoomOutput, ShownRoom } from './room.ts';

export const ListPartnerRooms = ListRooms.omit({ groupId: true, ringId: true }).extend({
  customerId: AnyId.optional(),
});

export const PartnerRoom = RoomOutput.extend(ofCustomer);
export type PartnerRoom = z.output<typeof PartnerRoom>;

/** The rooms in reach of all customers of the partner (R71). */
export async function listPartnerRooms(
  { customerId, orderBy, ...filters }: z.output<typeof ListPartnerRooms>,
  context: TenantContext,
): Promise<ListPage<PartnerRoom>> {
  const list = {
    schema: ShownRoom,
    permission: 'rooms.view',
    customerId,
    where: roomConditions(filters),
    order: orderBy && (orderBy === 'name' ? 'ascending' : 'descending'),
  } as const;
  return listAcrossCustomers(context, list, (customers) =>
    customers.map((customer) => ({
      customer,
      where: reachConditions(reachOf(customer.access, 'rooms.view')),
      show: (room) => (grantOn(customer.access, 'rooms.view', room) ? roomOutput(room) : undefined),
    })),
  );
}
