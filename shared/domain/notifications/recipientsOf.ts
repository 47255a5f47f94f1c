import { hasExpired } from '../access/prepareAccess.ts';
import { contains, roomSet, type RoomPosition } from '../access/roomSet.ts';
import type { Member } from '../member.ts';
import type { Permission } from '../permissions.ts';
import { Relationship, relationshipId } from '../relationships/relationship.ts';
import { customerRoles, primaryAdminRole, type Role, type RoleHolder } from '../roles.ts';
import { Room } from '../rooms/room.ts';
import { allRooms, type Scope } from '../scope.ts';
import { Settings, settingsDocumentId } from '../settings/settings.ts';
import type { Store } from '../store.ts';
import { Tenant, TenantAccess, tenantAccessDocumentId, tenantDocumentId } from '../tenants/tenant.ts';
import type { AddressBook } from './addressBook.ts';
import type { Notification } from './notification.ts';

/** More people than this are told of nothing at once. */
const mostRecipients = 500;

const needed: Permission = 'tickets.view';

/** Somebody to be told; of whom of a partner it must still be so when the mail is sent. */
interface Recipient {
  readonly address: string;
  readonly partnerId?: string;
}

/** To whom a notification goes, and why the list may be short of some. */
export interface Recipients {
  readonly recipients: readonly Recipient[];
  readonly failures: readonly unknown[];
}

/**
 * Who is told now: the customer's notification addresses and, of a ticket, the members of assignments with e-mail that
 * let them see one of its rooms at this moment, of the customer and of partners whose relationship is active.
 */
export async function recipientsOf(
  { ticket, at }: Notification,
  customerId: string,
  { store, addressBook, now }: { store: Store; addressBook: AddressBook; now: Date },
): Promise<Recipients> {
  const customer = store.tenant(customerId);
  await customer.prefetch([settingsDocumentId, tenantAccessDocumentId, ...(ticket?.roomIds ?? [])]);
  const settings = await customer.read(Settings, settingsDocumentId);
  const recipients = new Map<string, Recipient>(
    (settings?.notificationAddresses ?? []).map((address) => [address.toLowerCase(), { address }]),
  );
  if (!ticket) return { recipients: [...recipients.values()], failures: [] };

  const rooms = await customer.readMany(Room, ticket.roomIds);
  const failures: unknown[] = [];
  for (const { tenantId, members } of await told()) {
    try {
      for (const address of await addressBook.addressesOf(tenantId, members)) {
        const key = address.toLowerCase();
        if (recipients.size >= mostRecipients || recipients.has(key)) continue;
        recipients.set(key, tenantId === customerId ? { address } : { address, partnerId: tenantId });
      }
    } catch (error) {
      // The others are told all the same; these are when their directory answers.
      failures.push(error);
    }
  }
  return { recipients: [...recipients.values()], failures };

  async function told(): Promise<{ tenantId: string; members: Member[] }[]> {
    const access = await customer.read(TenantAccess, tenantAccessDocumentId);
    // Of what happened before it became active a relationship is told nothing: that was another one's, or nobody's (R34).
    const active = await customer.all(Relationship, [
      { member: 'state', oneOf: ['active'] },
      { member: 'activatedAt', atMost: at },
    ]);
    const partners = new Set(
      (
        await store.acrossTenants(
          Tenant,
          active.map(({ partnerId }) => partnerId),
          [tenantDocumentId],
        )
      ).flatMap(({ tenantId, partner }) => (partner ? tenantId : [])),
    );
    const ofPartners = active
      .filter(({ partnerId }) => partners.has(partnerId))
      .map((relationship) => ({
        tenantId: relationship.partnerId,
        members: membersTold(relationship, [primaryAdminRole], relationship.scope, rooms, now),
      }));
    const ofCustomer = access ? membersTold(access, customerRoles, allRooms, rooms, now) : [];
    return [{ tenantId: customerId, members: ofCustomer }, ...ofPartners].filter(({ members }) => members.length > 0);
  }
}

const Standing = Relationship.pick({ id: true, type: true, state: true });

/** Whether the people of a partner are still told: they find nothing any more with the answer to an end (R31). */
export async function isStillTold(customerId: string, partnerId: string, store: Store): Promise<boolean> {
  const relationship = await store.tenant(customerId).read(Standing, relationshipId(partnerId));
  return relationship?.state === 'active';
}

/** Members of assignments with e-mail that give the permission on one of the rooms (R8). */
function membersTold(
  { assignments, roles }: RoleHolder,
  builtInRoles: readonly Role[],
  boundary: Scope,
  rooms: readonly RoomPosition[],
  now: Date,
): Member[] {
  const within = roomSet(boundary);
  return assignments
    .filter((assignment) => {
      if (!assignment.emailNotifications || hasExpired(assignment, now)) return false;
      const role = [...builtInRoles, ...roles].find(({ id }) => id === assignment.roleId);
      const scope = roomSet(assignment.scope);
      return (
        role?.permissions.includes(needed) === true &&
        rooms.some((room) => contains(scope, room) && contains(within, room))
      );
    })
    .flatMap(({ members }) => members);
}
