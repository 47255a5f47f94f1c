import { newChangeRequest, type ChangeRequest } from '../../shared/domain/changeRequests/changeRequest.ts';
import type { Body } from './caller.ts';
import type { Relation } from './relationship.ts';

/** How the customer of a relationship decides on changes of rooms from now on. */
export async function controlChanges({ customer, withPartner }: Relation, control: object): Promise<void> {
  const path = `${withPartner}/changeControl`;
  const { etag = '' } = await customer.admin.get(path);
  const { status, text } = await customer.admin.put(path, control, { 'if-match': etag });
  if (status !== 200) throw new Error(`Change control is as it was: ${status} ${text}`);
}

/** A change of a room that the Primary admin asked for and that waits, at a customer that lets all later ones through. */
export async function waitingChange(relation: Relation, roomId: string): Promise<Body & { readonly id: string }> {
  const { primaryAdmin, atCustomer } = relation;
  await controlChanges(relation, { 'rooms.modify': 'manual' });
  const { status, text, body } = await primaryAdmin.patch(`${atCustomer}/rooms/${roomId}`, { site: 'It waits' });
  if (status !== 202) throw new Error(`Nothing waits: ${status} ${text}`);
  await controlChanges(relation, {});
  return body as Body & { readonly id: string };
}

/** As one is stored, for tests of what becomes of many, or of one that comes at the wrong moment. */
export const storedChange = (
  {
    customer,
    partner,
    primaryAdmin,
    invitationId,
  }: Pick<Relation, 'customer' | 'partner' | 'primaryAdmin' | 'invitationId'>,
  now: Date,
  more: Partial<ChangeRequest> = {},
): ChangeRequest => ({
  ...newChangeRequest(
    {
      kind: 'rooms.modify',
      partnerId: partner.tenantId,
      invitationId,
      requestedBy: { userId: primaryAdmin.objectId, tenantId: partner.tenantId },
      change: { method: 'PATCH', path: `/partner/customers/${customer.tenantId}/rooms/room_1`, body: { site: 'Oslo' } },
      objectName: 'Room',
      route: 'changeCustomerRoom',
      parameters: { customerId: customer.tenantId, roomId: 'room_1' },
      was: '',
    },
    customer.tenantId,
    now,
  ),
  ...more,
});
