import type { Body } from './caller.ts';
import type { WorldTenant } from './world.ts';

let made = 0;

/** A room of a customer, in these groups. */
export async function room(
  { admin }: WorldTenant,
  options: { roomGroupIds?: readonly string[]; [member: string]: unknown } = {},
): Promise<Body & { readonly id: string }> {
  const { roomGroupIds = [], ...members } = options;
  const at = ++made;
  const { status, text, body } = await admin.post('/customer/rooms', {
    name: `Room ${at}`,
    accountUpn: `room${at}@rooms.example`,
    ...members,
  });
  if (status !== 201) throw new Error(`There is no room: ${status} ${text}`);
  for (const groupId of roomGroupIds) await admin.put(`/customer/roomGroups/${groupId}/rooms/${String(body['id'])}`);
  return body as Body & { readonly id: string };
}
