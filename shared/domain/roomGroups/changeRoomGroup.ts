import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { expectVersion, unchanged, type Change, type CustomerContext } from '../operation.ts';
import { Description, Name, sortKey } from '../text.ts';
import { claimText } from '../textClaim.ts';
import { roomGroupName, roomGroupOutput, roomGroupTag, type RoomGroupOutput } from './roomGroup.ts';
import { grantToChangeGroups, openRoomGroup, roomsInReach } from './roomGroupReach.ts';

export const ChangeRoomGroup = z.strictObject({
  name: Name.optional(),
  description: Description.nullable().optional(),
});

/** Changes what people say of a room group. */
export async function changeRoomGroup(
  { groupId, ...patch }: z.output<typeof ChangeRoomGroup> & { groupId: string },
  context: CustomerContext,
): Promise<Change<RoomGroupOutput>> {
  const { customer, access, now } = context;
  const group = await openRoomGroup(context, 'roomGroups.modify', groupId);
  expectVersion(context, roomGroupTag(group));
  const grant = grantToChangeGroups(access, 'roomGroups.modify');
  const { name = group.name, description = group.description } = patch;
  const claim = await claimText(customer, roomGroupName, groupId, { text: name, earlier: group.name });
  const { length: roomCount } = await roomsInReach(context, 'roomGroups.modify', [groupId]);
  const next = {
    ...group,
    name,
    description: description ?? '',
    changedAt: now.toISOString(),
    sortKey: sortKey(name, groupId),
  };
  const changes = memberChanges(group, next);
  if (changes.length === 0) return unchanged(roomGroupOutput(group, roomCount));
  return {
    answer: roomGroupOutput(next, roomCount),
    writes: [{ replace: next }, ...claim],
    records: [{ category: 'RoomGroup', operation: 'Update', objectId: groupId, objectName: name, changes }],
    grant,
  };
}
