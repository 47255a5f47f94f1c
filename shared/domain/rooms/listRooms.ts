import { z } from 'zod';
import { grantOn, reachOf } from '../access/prepareAccess.ts';
import { commaList } from '../commaList.ts';
import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import type { Condition } from '../store.ts';
import { AnyId, Name, folded } from '../text.ts';
import { reachConditions } from './reachConditions.ts';
import { Room, enrollments, roomHealths, roomOutput, type RoomOutput } from './room.ts';

export const ListRooms = z.object({
  health: commaList(roomHealths).optional(),
  enrollment: commaList(enrollments).optional(),
  groupId: AnyId.optional(),
  ringId: AnyId.optional(),
  search: Name.optional(),
  orderBy: z.enum(['name', '-name']).optional(),
});

/** The customer's rooms in reach (R10). */
export async function listRooms(
  { orderBy, ...filters }: z.output<typeof ListRooms>,
  context: CustomerContext,
): Promise<ListPage<RoomOutput>> {
  const { customer, access } = context;
  const where = [...reachConditions(reachOf(access, 'rooms.view')), ...roomConditions(filters)];
  const page = await listPage(customer, Room, context, where, { orderBy });
  return { ...page, rows: page.rows.filter((room) => grantOn(access, 'rooms.view', room)).map(roomOutput) };
}

/** The conditions of the filters. */
export const roomConditions = ({
  health,
  enrollment,
  groupId,
  ringId,
  search,
}: Omit<z.output<typeof ListRooms>, 'orderBy'>): Condition[] => [
  ...(health ? [{ member: 'health', oneOf: health }] : []),
  ...(enrollment ? [{ member: 'enrollment', oneOf: enrollment }] : []),
  ...(groupId === undefined ? [] : [{ member: 'roomGroupIds', includesAnyOf: [groupId] }]),
  ...(ringId === undefined ? [] : [{ member: 'updateRingId', oneOf: [ringId] }]),
  ...(search === undefined ? [] : [{ member: 'searchText', contains: folded(search) }]),
];
