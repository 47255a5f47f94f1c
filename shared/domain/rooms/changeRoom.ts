import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { expectVersion, unchanged, type Change, type CustomerContext } from '../operation.ts';
import { Refusal } from '../refusal.ts';
import type { Stored } from '../store.ts';
import { AccountUpn, Name, Site } from '../text.ts';
import { claimText } from '../textClaim.ts';
import { openRoom } from './openRoom.ts';
import { Country, roomAccount, roomIndex, roomOutput, roomTag, type Room, type RoomOutput } from './room.ts';

export const ChangeRoom = z
  .strictObject({
    name: Name.optional(),
    site: Site.nullable().optional(),
    country: Country.nullable().optional(),
    accountUpn: AccountUpn.optional(),
  })
  .meta({ examples: [{ name: 'Boardroom North', site: null }] });

/** Changes what people say of a room; its account is the customer's to change (api.md, "Room in"). */
export async function changeRoom(
  { roomId, ...patch }: z.output<typeof ChangeRoom> & { roomId: string },
  context: CustomerContext,
): Promise<Change<RoomOutput>> {
  const { room, grant } = await openRoom(context, 'rooms.modify', roomId);
  const { name = room.name, site = room.site, country = room.country, accountUpn = room.accountUpn } = patch;
  if (context.side === 'partner' && accountUpn !== room.accountUpn) {
    throw new Refusal('permissionDenied', 'Only the customer may change the account of a room.');
  }
  expectVersion(context, roomTag(room));
  const next: Stored<Room> = {
    ...room,
    name,
    site: site ?? undefined,
    country: country ?? undefined,
    accountUpn,
    updatedAt: context.now.toISOString(),
    ...roomIndex({ id: roomId, name, site: site ?? undefined, accountUpn }),
  };
  const changes = memberChanges(room, next);
  if (changes.length === 0) return unchanged(roomOutput(room));
  const claim = await claimText(context.customer, roomAccount, roomId, { text: accountUpn, earlier: room.accountUpn });
  return {
    answer: roomOutput(next),
    writes: [{ replace: next }, ...claim],
    records: [{ category: 'Room', operation: 'Update', objectId: roomId, objectName: name, changes }],
    grant,
  };
}
