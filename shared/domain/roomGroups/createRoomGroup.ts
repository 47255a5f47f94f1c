import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { newId } from '../ids.ts';
import type { Change, CustomerContext } from '../operation.ts';
import { Description, Name, sortKey } from '../text.ts';
import { claimText } from '../textClaim.ts';
import { roomGroupName, roomGroupOutput, type RoomGroup, type RoomGroupOutput } from './roomGroup.ts';
import { grantToChangeGroups } from './roomGroupReach.ts';

export const CreateRoomGroup = z.strictObject({ name: Name, description: Description.default('') });

/** Makes a room group, with no room in it. */
export async function createRoomGroup(
  { name, description }: z.output<typeof CreateRoomGroup>,
  { customer, access, now }: CustomerContext,
): Promise<Change<RoomGroupOutput>> {
  const grant = grantToChangeGroups(access, 'roomGroups.create');
  const id = newId('roomGroup', now);
  const claim = await claimText(customer, roomGroupName, id, { text: name });
  const group: RoomGroup = {
    id,
    type: 'roomGroup',
    name,
    description,
    createdAt: now.toISOString(),
    changedAt: now.toISOString(),
    sortKey: sortKey(name, id),
  };
  return {
    answer: roomGroupOutput(group, 0),
    writes: [{ create: group }, ...claim],
    records: [
      {
        category: 'RoomGroup',
        operation: 'Create',
        objectId: id,
        objectName: name,
        changes: memberChanges(undefined, group),
      },
    ],
    grant,
  };
}
