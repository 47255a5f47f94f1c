import { z } from 'zod';
import { commaList } from '../commaList.ts';
import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import type { Condition } from '../store.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { Invitation, type InvitationStatus } from './invitation.ts';
import { invitationStatuses } from './invitationLifecycle.ts';
import { invitationOutput, type InvitationOutput } from './invitationOutput.ts';

export const ListInvitations = z.object({ status: commaList(invitationStatuses).optional() });

/** The customer's invitations, open and closed (R27). */
export async function listInvitations(
  { status }: z.output<typeof ListInvitations>,
  context: CustomerContext,
): Promise<ListPage<InvitationOutput>> {
  const { customer, now, store } = context;
  const where = status ? [{ anyOf: status.map((one) => hasStatus(one, now)) }] : [];
  const { rows, next } = await listPage(customer, Invitation, context, where);
  const partnerIds = [...new Set(rows.map(({ partnerId }) => partnerId))];
  const partners = await store.acrossTenants(Tenant, partnerIds, [tenantDocumentId]);
  const names = new Map(partners.map(({ tenantId, displayName }) => [tenantId, displayName]));
  return {
    rows: rows.map((invitation) => invitationOutput(invitation, names.get(invitation.partnerId), now)),
    ...(next === undefined ? {} : { next }),
  };
}

/** Expired is a pending one whose time is over: `expiresAt` itself is over already (R23). */
function hasStatus(status: InvitationStatus, now: Date): Condition {
  if (status !== 'pending' && status !== 'expired') return { member: 'status', oneOf: [status] };
  const over = now.toISOString();
  const still = new Date(now.getTime() + 1).toISOString();
  return {
    allOf: [
      { member: 'status', oneOf: ['pending'] },
      status === 'pending' ? { member: 'expiresAt', atLeast: still } : { member: 'expiresAt', atMost: over },
    ],
  };
}
