import type { Body } from '../support/caller.ts';
import type { Pair } from './campaignPair.ts';
import { newFindings, type Findings } from './findings.ts';
import type { StandIn } from './standIn.ts';
import { storedPointers, storedRelationship, storedWorkflow } from './storedTraces.ts';

/**
 * Checks that the relationship of an accepted invitation is whole: active on both sides, with exactly the Primary
 * admins that were named, found through exact pointers, and told once in the log (R25, R30, R81, R91).
 */
export async function checkActive(pair: Pair, invitationId: string, standIn: StandIn): Promise<readonly string[]> {
  const findings = newFindings();
  const { customer, partner } = pair;
  const relationship = await customer.admin.get(`/customer/partners/${partner.tenantId}`);
  findings.same('relationship', relationship.status, 200);
  findings.same('state', relationship.body['state'], 'active');
  findings.same('its invitation', relationship.body['invitationId'], invitationId);
  findings.same('Primary admins', members(relationship.body['primaryAdmins']), members(partner.primaryAdmins));
  const partners = await customer.admin.all('/customer/partners');
  findings.same('partners of the customer', partners.map(stateOf('partnerId')), [[partner.tenantId, 'active']]);

  await checkInvitation(pair, invitationId, 'accepted', findings);
  for (const [who, caller] of Object.entries({ primary: partner.primaryAdmin, member: partner.groupMember })) {
    const seen = await caller.get(`/partner/customers/${customer.tenantId}`);
    findings.same(`what the ${who} gets`, [seen.status, seen.body['state']], [200, 'active']);
  }
  const listed = (await partner.admin.all('/partner/customers')).map(stateOf('customerId'));
  findings.same('entries in the list of the partner', of(customer.tenantId, listed), [[customer.tenantId, 'active']]);

  await checkWorkflow('acceptInvitation', 'active', pair, standIn, findings);
  findings.same('pointers', await storedPointers(pair, standIn), ['customerPointer', 'invitationPointer closed']);
  await checkLog(pair, findings, invitationId);
  return findings.found;
}

/** Checks that nothing is left of an ended relationship but its end, and that no partner's person gets in (R31). */
export async function checkTerminated(pair: Pair, standIn: StandIn): Promise<readonly string[]> {
  const findings = newFindings();
  const { customer, partner } = pair;
  const relationship = await customer.admin.get(`/customer/partners/${partner.tenantId}`);
  findings.same('state', [relationship.status, relationship.body['state']], [200, 'terminated']);
  findings.same('Primary admins', relationship.body['primaryAdmins'], []);
  const { roles, assignments } = await storedRelationship(pair, standIn);
  findings.same('stored roles', roles, []);
  findings.same('stored assignments', assignments, []);
  await checkWorkflow('endRelationship', 'terminated', pair, standIn, findings);
  findings.same('pointers', await storedPointers(pair, standIn), []);
  await checkReceipts(pair, findings);
  await checkNoAccess(pair, findings);
  await checkLog(pair, findings);
  return findings.found;
}

/** One receipt for each end, with everything counted once, and the latest is the partner's (R31, R34). */
async function checkReceipts({ customer, partner, ends }: Pair, findings: Findings): Promise<void> {
  const receipts = await customer.admin.all('/customer/receipts');
  findings.same('receipts', receipts.length, ends);
  // Assigned admins; the customer's pointer, and that of its invitation.
  const revoked = { assignments: 1, customRoles: 0, changeRequests: 0, pointers: 2 };
  for (const receipt of receipts) findings.same('what was revoked', receipt['revoked'], revoked);
  const latest = await customer.admin.get(`/customer/partners/${partner.tenantId}/receipt`);
  findings.same('the latest receipt', latest.body, receipts[0]);
}

/** Checks that an accept that was not committed has changed nothing (R25). */
export async function checkPending(pair: Pair, invitationId: string, standIn: StandIn): Promise<readonly string[]> {
  const findings = newFindings();
  await checkInvitation(pair, invitationId, 'pending', findings);
  const { status, body } = await pair.customer.admin.get(`/customer/partners/${pair.partner.tenantId}`);
  const before = pair.ends > 0 ? [200, 'terminated'] : [404, undefined];
  findings.same('state', [status, body['state']], before);
  findings.same('pointers', await storedPointers(pair, standIn), ['invitationPointer open']);
  await checkNoAccess(pair, findings);
  await checkLog(pair, findings, invitationId);
  return findings.found;
}

/** Checks that the partner's people find nothing of the customer. */
export async function checkNoAccess({ customer, partner }: Pair, findings = newFindings()): Promise<readonly string[]> {
  for (const [who, caller] of Object.entries({ primary: partner.primaryAdmin, member: partner.groupMember })) {
    for (const path of ['', '/rooms', '/primaryAdmins']) {
      const { status } = await caller.get(`/partner/customers/${customer.tenantId}${path}`);
      findings.same(`what the ${who} gets at the customer${path}`, status, 404);
    }
  }
  const listed = (await partner.admin.all('/partner/customers')).map(stateOf('customerId'));
  findings.same('entries in the list of the partner', of(customer.tenantId, listed), []);
  return findings.found;
}

async function checkInvitation(
  { customer, partner }: Pair,
  invitationId: string,
  status: 'pending' | 'accepted',
  findings: Findings,
): Promise<void> {
  const invitation = await customer.admin.get(`/customer/invitations/${invitationId}`);
  findings.same('invitation', invitation.body['status'], status);
  const open = await partner.admin.all('/partner/invitations');
  const found = open.some(({ id }) => String(id) === invitationId);
  findings.same('invitation in the list of the partner', found, status === 'pending');
}

async function checkWorkflow(
  kind: string,
  state: string,
  pair: Pair,
  standIn: StandIn,
  findings: Findings,
): Promise<void> {
  const workflow = await storedWorkflow(pair, standIn);
  findings.same('workflow', [workflow['kind'], workflow['status']], [kind, 'succeeded']);
  const result = { customerId: pair.customer.tenantId, partnerId: pair.partner.tenantId, state };
  findings.same('result of the workflow', workflow['result'], result);
}

/** One event each, whatever was done again (R90, R91); `invitationId` that of the invitation at hand. */
async function checkLog(pair: Pair, findings: Findings, invitationId?: string): Promise<void> {
  const events = await pair.customer.admin.all('/customer/auditEvents?result=Successful&top=200');
  const count = (category: string, operation: string, objectId: string) =>
    events.filter(
      ({ activity }) =>
        String(activity?.['category']) === category &&
        String(activity?.['operation']) === operation &&
        String(activity?.['objectId']) === objectId,
    ).length;
  const { tenantId } = pair.partner;
  findings.same('events of a relationship made', count('Relationship', 'Create', tenantId), pair.accepts);
  findings.same('events of a relationship ended', count('Relationship', 'Delete', tenantId), pair.ends);
  if (invitationId === undefined) return;
  const answered = pair.accepts > pair.ends ? 1 : 0;
  findings.same('events of the invitation', count('PartnerInvitation', 'Update', invitationId), answered);
}

const members = (list: unknown) =>
  (list as { type: string; id: string }[] | undefined)?.map(({ type, id }) => `${type} ${id}`).sort();

const stateOf = (key: string) => (row: Body) => [String(row[key]), String(row['state'])];

const of = (id: string, rows: string[][]) => rows.filter(([key]) => key === id);
