import { z } from 'zod';
import { contains, roomSet } from '../access/roomSet.ts';
import { entityTag } from '../entityTag.ts';
import { ChangeControl } from '../relationships/relationship.ts';
import { RoomGroup } from '../roomGroups/roomGroup.ts';
import type { Condition, Store } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { InvitationStatus, statusAt, type Invitation } from './invitation.ts';
import { shownOfInvitation } from './invitationLifecycle.ts';

const ScopeSummary = z.object({
  kind: z.enum(['allRooms', 'selected']),
  roomCount: z.int(),
  rooms: z.array(z.object({ name: z.string() })).optional(),
  roomGroups: z.array(z.object({ name: z.string(), roomCount: z.int() })).optional(),
});

/** An invitation as the partner sees it: a pending one whole, of a closed one id, customer, status and times (R24, R27). */
export const PartnerInvitationOutput = z.object({
  id: z.string(),
  customer: z.object({ tenantId: z.string(), displayName: z.string(), defaultDomain: z.string() }),
  status: InvitationStatus,
  scope: ScopeSummary.optional(),
  changeControl: ChangeControl.optional(),
  acceptedTermsVersion: z.string().optional(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  closedAt: z.iso.datetime().optional(),
  etag: z.string(),
});
export type PartnerInvitationOutput = z.output<typeof PartnerInvitationOutput>;

/** As much of a room as the summary of a scope needs: read from the customer, shown as a name or counted. */
const RoomInScope = z.object({
  id: z.string(),
  type: z.literal('room'),
  name: z.string(),
  roomGroupIds: z.array(z.string()),
});

export async function partnerInvitationOutput(
  store: Store,
  invitation: Invitation,
  customer: Tenant,
  now: Date,
): Promise<PartnerInvitationOutput> {
  const { id, changeControl, acceptedTermsVersion, createdAt, expiresAt, closedAt } = invitation;
  const { tenantId, displayName, defaultDomain } = customer;
  const status = statusAt(invitation, now);
  const closed = { id, customer: { tenantId, displayName, defaultDomain }, status, createdAt, expiresAt };
  const etag = entityTag(invitation);
  if (shownOfInvitation.partner[status] !== 'all') return { ...closed, ...(closedAt ? { closedAt } : {}), etag };
  const scope = await scopeSummary(store, tenantId, invitation);
  return { ...closed, scope, changeControl, acceptedTermsVersion, etag };
}

/** The scope in numbers and names (R24), as the customer's rooms and groups are now. */
async function scopeSummary(
  store: Store,
  customerId: string,
  { scope }: Invitation,
): Promise<z.output<typeof ScopeSummary>> {
  const partition = store.tenant(customerId);
  if (scope.kind === 'allRooms') {
    return { kind: 'allRooms', roomCount: (await partition.all(RoomInScope, [])).length };
  }
  const where: Condition = {
    anyOf: [
      { member: 'id', oneOf: scope.roomIds },
      { member: 'roomGroupIds', includesAnyOf: scope.roomGroupIds },
    ],
  };
  const [found, groups] = await Promise.all([
    partition.all(RoomInScope, [where]),
    partition.readMany(RoomGroup, scope.roomGroupIds),
  ]);
  const set = roomSet(scope);
  const rooms = found.filter((room) => contains(set, room));
  return {
    kind: 'selected',
    roomCount: rooms.length,
    rooms: rooms.filter(({ id }) => set.roomIds.has(id)).map(({ name }) => ({ name })),
    roomGroups: groups.map((group) => ({
      name: group.name,
      roomCount: rooms.filter(({ roomGroupIds }) => roomGroupIds.includes(group.id)).length,
    })),
  };
}
