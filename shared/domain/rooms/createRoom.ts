import { z } from 'zod';
import { grantOverAllRooms } from '../access/prepareAccess.ts';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { newId } from '../ids.ts';
import type { Change, CustomerContext } from '../operation.ts';
import { Refusal } from '../refusal.ts';
import { AccountUpn, Name, Site } from '../text.ts';
import { claimText } from '../textClaim.ts';
import { newRoomsRingId } from '../updateRings/updateRing.ts';
import { Country, roomAccount, roomIndex, roomOutput, type Room, type RoomOutput } from './room.ts';

export const CreateRoom = z.strictObject({
  name: Name,
  site: Site.optional(),
  country: Country.optional(),
  accountUpn: AccountUpn,
});

/** Adds a room to the customer. It is in nobody's narrower scope yet, so whoever adds one reaches all rooms (R53). */
export async function createRoom(
  input: z.output<typeof CreateRoom>,
  { customer, access, now }: CustomerContext,
): Promise<Change<RoomOutput>> {
  const grant = grantOverAllRooms(access, 'rooms.create');
  if (!grant) throw new Refusal('scopeTooNarrow', 'Adding a room takes an assignment over all rooms.');
  const id = newId('room', now);
  const claim = await claimText(customer, roomAccount, id, { text: input.accountUpn });
  const { name, site, country, accountUpn } = input;
  const room: Room = {
    id,
    type: 'room',
    name,
    site,
    country,
    accountUpn,
    enrollment: 'onboarding',
    health: 'healthy',
    roomGroupIds: [],
    updateRingId: newRoomsRingId,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    ...roomIndex({ id, name, site, accountUpn }),
  };
  return {
    answer: roomOutput(room),
    writes: [{ create: room }, ...claim],
    records: [
      {
        category: 'Room',
        operation: 'Create',
        objectId: id,
        objectName: name,
        changes: memberChanges(undefined, room),
      },
    ],
    grant,
  };
}
