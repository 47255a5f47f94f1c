import { z } from 'zod';
import { commaList } from '../commaList.ts';
import { listPage } from '../listPage.ts';
import type { CustomerContext, ListPage } from '../operation.ts';
import { Tenant, tenantDocumentId } from '../tenants/tenant.ts';
import { Relationship } from './relationship.ts';
import { relationshipStates } from './relationshipLifecycle.ts';
import { relationshipOutput, type RelationshipOutput } from './relationshipOutput.ts';

export const ListPartners = z.object({ state: commaList(relationshipStates).optional() });

/** The customer's partners, those of the past included (R12, R31). */
export async function listPartners(
  { state }: z.output<typeof ListPartners>,
  context: CustomerContext,
): Promise<ListPage<RelationshipOutput>> {
  const where = state ? [{ member: 'state', oneOf: state }] : [];
  const { rows, next } = await listPage(context.customer, Relationship, context, where);
  const partnerIds = rows.map(({ partnerId }) => partnerId);
  const partners = await context.store.acrossTenants(Tenant, partnerIds, [tenantDocumentId]);
  const names = new Map(partners.map(({ tenantId, displayName }) => [tenantId, displayName]));
  return {
    rows: await Promise.all(rows.map((row) => relationshipOutput(row, names.get(row.partnerId), context.directory))),
    ...(next === undefined ? {} : { next }),
  };
}
