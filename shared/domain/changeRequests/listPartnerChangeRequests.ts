import type { z } from 'zod';
import { grantOf } from '../access/prepareAccess.ts';
import { listAcrossCustomers, ofCustomer } from '../acrossCustomers/listAcrossCustomers.ts';
import type { ListPage, TenantContext } from '../operation.ts';
import { Relationship, relationshipId } from '../relationships/relationship.ts';
import { ChangeRequest, ChangeRequestOutput, inStates } from './changeRequest.ts';
import { changeRequestOutput } from './changeRequestOutput.ts';
import type { ListChangeRequests } from './listChangeRequests.ts';

const RelationshipOrigin = Relationship.pick({ id: true, type: true, invitationId: true });

export const PartnerChangeRequest = ChangeRequestOutput.extend(ofCustomer);
export type PartnerChangeRequest = z.output<typeof PartnerChangeRequest>;

/** The changes that the partner's people asked their customers for: the caller's own, and those of customers whose roles the caller sees. */
export async function listPartnerChangeRequests(
  { state }: z.output<typeof ListChangeRequests>,
  context: TenantContext,
): Promise<ListPage<PartnerChangeRequest>> {
  const { store, actor, now } = context;
  const list = {
    schema: ChangeRequest,
    permission: 'seesCustomer',
    customerId: undefined,
    where: [{ member: 'partnerId', oneOf: [actor.tenantId] }, ...inStates(state, now)],
    order: undefined,
  } as const;
  return listAcrossCustomers(context, list, async (customers) => {
    const ids = customers.map(({ customerId }) => customerId);
    const relationships = await store.acrossTenants(RelationshipOrigin, ids, [relationshipId(actor.tenantId)]);
    const origins = new Map(relationships.map(({ tenantId, invitationId }) => [tenantId, invitationId]));
    return customers.map((customer) => {
      const seesAll = grantOf(customer.access, 'roles.view') !== undefined;
      return {
        customer,
        where: seesAll ? [] : [{ member: 'requesterId', oneOf: [actor.objectId] }],
        // What was asked in an earlier relationship is the customer's to remember (R34).
        show: (request) =>
          request.invitationId === origins.get(customer.customerId) ? changeRequestOutput(request, now) : undefined,
      };
    });
  });
}
