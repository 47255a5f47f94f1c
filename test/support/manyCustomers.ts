import { randomUUID } from 'node:crypto';
import { newId } from '../../shared/domain/ids.ts';
import type { Member } from '../../shared/domain/member.ts';
import { customerPointer } from '../../shared/domain/pointers.ts';
import { Relationship, relationshipId } from '../../shared/domain/relationships/relationship.ts';
import { allRooms, type Scope } from '../../shared/domain/scope.ts';
import { assignedAdminsId, primaryAdminRole } from '../../shared/domain/roles.ts';
import { Room, roomIndex } from '../../shared/domain/rooms/room.ts';
import type { Store, StoredDocument } from '../../shared/domain/store.ts';
import { Tenant, tenantDocumentId } from '../../shared/domain/tenants/tenant.ts';

interface ManyCustomers {
  readonly partnerId: string;
  /** Who is Primary admin at each of them. */
  readonly userId: string;
  readonly customers: number;
  readonly roomsEach: number;
  readonly now: Date;
  /** The name of one of the rooms. */
  readonly nameOf?: (customer: number, room: number) => string;
  readonly scope?: Scope;
}

const batchSize = 100;

/** Writes customers of a partner straight into the store, as making thousands of them over HTTP would take minutes. */
export async function writeManyCustomers(store: Store, many: ManyCustomers): Promise<string[]> {
  const customerIds = Array.from({ length: many.customers }, () => randomUUID());
  for (const [at, customerId] of customerIds.entries()) {
    const documents = documentsOf(many, customerId, at);
    for (let begin = 0; begin < documents.length; begin += batchSize) {
      const batch = documents.slice(begin, begin + batchSize);
      await store.tenant(customerId).commit(batch.map((create) => ({ create })));
    }
  }
  for (let begin = 0; begin < customerIds.length; begin += batchSize) {
    const pointers = customerIds
      .slice(begin, begin + batchSize)
      .map((customerId) => customerPointer(customerId, many.now.toISOString()));
    await store.pointers(many.partnerId).commit(pointers.map((create) => ({ create })));
  }
  return customerIds.sort();
}

function documentsOf(
  { partnerId, userId, roomsEach, now, nameOf = (_, room) => `Room ${room}`, scope = allRooms }: ManyCustomers,
  customerId: string,
  at: number,
): StoredDocument[] {
  const time = now.toISOString();
  const domain = `customer${at}.example`;
  const tenant: Tenant = {
    id: tenantDocumentId,
    type: 'tenant',
    tenantId: customerId,
    displayName: `Customer ${at}`,
    defaultDomain: domain,
    domains: [domain],
    partner: false,
    createdAt: time,
  };
  const relationship = activeRelationship(partnerId, [{ type: 'user', id: userId }], scope, now);
  const rooms = Array.from({ length: roomsEach }, (_, number): Room => {
    const id = newId('room', now);
    const name = nameOf(at, number);
    const accountUpn = `room${number}@${domain}`;
    return {
      id,
      type: 'room',
      name,
      site: 'Berlin',
      country: 'DE',
      accountUpn,
      enrollment: 'enrolled',
      health: 'healthy',
      roomGroupIds: [],
      updateRingId: newId('updateRing', now),
      createdAt: time,
      updatedAt: time,
      ...roomIndex({ id, name, site: 'Berlin', accountUpn }),
    };
  });
  return [Tenant.parse(tenant), Relationship.parse(relationship), ...rooms.map((room) => Room.parse(room))];
}

/** A relationship as an accepted invitation makes it. */
export function activeRelationship(
  partnerId: string,
  primaryAdmins: readonly Member[],
  scope: Scope,
  now: Date,
): Relationship {
  const time = now.toISOString();
  return {
    id: relationshipId(partnerId),
    type: 'relationship',
    partnerId,
    invitationId: newId('invitation', now),
    state: 'active',
    scope,
    changeControl: {
      'rooms.modify': 'auto',
      'updateRings.modify': 'auto',
      'tickets.update': 'auto',
      'roles.modify': 'auto',
    },
    roles: [],
    epoch: 0,
    assignments: [
      {
        id: assignedAdminsId,
        roleId: primaryAdminRole.id,
        name: 'Assigned admins',
        description: '',
        members: [...primaryAdmins],
        scope: allRooms,
        emailNotifications: false,
        changedAt: time,
      },
    ],
    operationId: newId('operation', now),
    activatedAt: time,
    changedAt: time,
  };
}
