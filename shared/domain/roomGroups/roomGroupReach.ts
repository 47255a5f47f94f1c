import { grantOn, grantOverAllRooms, reachOf, type Access, type Grant } from '../access/prepareAccess.ts';
import type { RoomPosition } from '../access/roomSet.ts';
import type { CustomerContext } from '../operation.ts';
import type { Permission } from '../permissions.ts';
import { notFound, Refusal } from '../refusal.ts';
import { reachConditions } from '../rooms/reachConditions.ts';
import { Room } from '../rooms/room.ts';
import type { Stored } from '../store.ts';
import { RoomGroup } from './roomGroup.ts';

type Reach = Pick<CustomerContext, 'customer' | 'access'>;

const Membership = Room.pick({ id: true, type: true, roomGroupIds: true });

/** Where the rooms in reach of the permission are: those in one of these groups, or all of them (R53). */
export async function roomsInReach(
  { customer, access }: Reach,
  permission: Permission,
  groupIds?: readonly string[],
): Promise<RoomPosition[]> {
  if (groupIds?.length === 0) return [];
  const inGroups = groupIds === undefined ? [] : [{ member: 'roomGroupIds', includesAnyOf: groupIds }];
  const rooms = await customer.all(Membership, [...reachConditions(reachOf(access, permission)), ...inGroups]);
  return rooms.filter((room) => grantOn(access, permission, room));
}

/** The groups that a scope with the permission lists, and a partner's relationship too, or is all rooms (R53). */
export function listedGroupIds(access: Access, permission: Permission): string[] {
  const { anyOf, within } = reachOf(access, permission);
  return anyOf.flatMap((given) => {
    if (given.all) return [...within.roomGroupIds];
    return [...given.roomGroupIds].filter((groupId) => within.all || within.roomGroupIds.has(groupId));
  });
}

/** Whether a group is visible though none of its rooms may be in reach (R53). */
export const isListed = (access: Access, permission: Permission, groupId: string): boolean =>
  grantOverAllRooms(access, permission) !== undefined || listedGroupIds(access, permission).includes(groupId);

/**
 * A group that is visible by the permission (R53).
 * @throws Refusal `notFound` when it is not there, or not for the caller
 */
export async function openRoomGroup(
  context: Reach,
  permission: Permission,
  groupId: string,
): Promise<Stored<RoomGroup>> {
  const group = await context.customer.read(RoomGroup, groupId);
  const visible =
    isListed(context.access, permission, groupId) || (await roomsInReach(context, permission, [groupId])).length > 0;
  if (!group || !visible) throw notFound();
  return group;
}

/**
 * The assignment that lets the caller change groups: what is in a group decides whom scopes reach, so nobody does it
 * who does not reach all rooms (R53).
 */
export function grantToChangeGroups(access: Access, permission: Permission): Grant {
  const grant = grantOverAllRooms(access, permission);
  if (!grant) throw new Refusal('scopeTooNarrow', 'Changing room groups takes an assignment over all rooms.');
  return grant;
}
