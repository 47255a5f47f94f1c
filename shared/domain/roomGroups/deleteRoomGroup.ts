import { memberChanges } from '../auditEvents/memberChanges.ts';
import { expectVersion, type Change, type CustomerContext } from '../operation.ts';
import { Refusal } from '../refusal.ts';
import { TenantAccess, tenantAccessDocumentId } from '../tenants/tenant.ts';
import { claimText } from '../textClaim.ts';
import { forgetRoomGroup, roomsNaming, roomsPerBatch, withoutGroup } from './forgetRoomGroup.ts';
import { roomGroupName, roomGroupTag } from './roomGroup.ts';
import { grantToChangeGroups, openRoomGroup } from './roomGroupReach.ts';
import { roomGroupUses } from './roomGroupUses.ts';

const maxUsesTold = 20;

/** Deletes a room group that no scope names, and takes its rooms out of it (R53). */
export async function deleteRoomGroup(
  { groupId }: { groupId: string },
  context: CustomerContext,
): Promise<Change<undefined>> {
  const { customer, now } = context;
  const group = await openRoomGroup(context, 'roomGroups.modify', groupId);
  expectVersion(context, roomGroupTag(group));
  const grant = grantToChangeGroups(context.access, 'roomGroups.modify');
  const access = await customer.read(TenantAccess, tenantAccessDocumentId);
  if (!access) throw new Error('A customer has an access document.');
  const uses = await roomGroupUses(customer, access, groupId, now);
  if (uses.length > 0) {
    const faults = uses.slice(0, maxUsesTold).map((message) => ({ path: 'groupId', code: 'groupInUse', message }));
    throw new Refusal('groupInUse', 'An invitation, a relationship or an assignment names this room group.', {
      faults,
    });
  }
  const claim = await claimText(customer, roomGroupName, groupId, { earlier: group.name });
  const rooms = await roomsNaming(customer, groupId);
  return {
    answer: undefined,
    writes: [
      { remove: group },
      ...claim,
      // Whoever writes a scope makes the same condition: none that names the group can come while this is committed.
      { unchanged: access },
      ...rooms.slice(0, roomsPerBatch).map((room) => withoutGroup(room, groupId, now)),
    ],
    records: [
      {
        category: 'RoomGroup',
        operation: 'Delete',
        objectId: groupId,
        objectName: group.name,
        changes: [
          ...memberChanges(group, undefined),
          ...rooms.map(({ id, name }) => ({ path: `/rooms/${id}`, from: name })),
        ],
      },
    ],
    grant,
    // The rooms that were too many for one batch, and any that was added meanwhile.
    after: () => forgetRoomGroup(customer, groupId, now),
  };
}
