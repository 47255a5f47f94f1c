import { listPage } from '../listPage.ts';
import type { ListPage, TenantContext } from '../operation.ts';
import { InvitationPointer } from '../pointers.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { Invitation, statusAt } from './invitation.ts';
import { shownOfInvitation } from './invitationLifecycle.ts';
import { partnerInvitationOutput, type PartnerInvitationOutput } from './partnerInvitation.ts';

/** The pending invitations to the partner (R24, R27). The pointers say where to look; the customers say what there is. */
export async function listPartnerInvitations(
  _: object,
  context: TenantContext,
): Promise<ListPage<PartnerInvitationOutput>> {
  const { store, actor, now } = context;
  const stillOpen = new Date(now.getTime() + 1).toISOString();
  const open = [
    { member: 'state', oneOf: ['open'] },
    { member: 'expiresAt', atLeast: stillOpen },
  ];
  const { rows, next } = await listPage(store.pointers(actor.tenantId), InvitationPointer, context, open);
  const customerIds = [...new Set(rows.map(({ customerId }) => customerId))];
  const [invitations, customers] = await Promise.all([
    store.acrossTenants(
      Invitation,
      customerIds,
      rows.map(({ id }) => id),
    ),
    store.acrossTenants(Tenant, customerIds, [tenantDocumentId]),
  ]);
  const shown = rows.flatMap(({ id, customerId }) => {
    const found = invitations.find((row) => row.id === id && row.tenantId === customerId);
    const customer = customers.find(({ tenantId }) => tenantId === customerId);
    if (found?.partnerId !== actor.tenantId || !customer) return [];
    // The version is that of the invitation as it is stored: the same here and by id.
    const { tenantId: _, ...invitation } = found;
    return shownOfInvitation.partner[statusAt(invitation, now)] === 'all' ? [{ invitation, customer }] : [];
  });
  return {
    rows: await Promise.all(
      shown.map(({ invitation, customer }) => partnerInvitationOutput(store, invitation, customer, now)),
    ),
    ...(next === undefined ? {} : { next }),
  };
}
