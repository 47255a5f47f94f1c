import type { Pair } from './campaignPair.ts';
import type { StandIn } from './standIn.ts';

/** The document of a pair's relationship. */
export async function storedRelationship(
  { customer, partner }: Pair,
  standIn: StandIn,
): Promise<Readonly<Record<string, unknown>>> {
  const documents = await standIn.stored('tenants', customer.tenantId);
  return documents.find(({ type, partnerId }) => type === 'relationship' && partnerId === partner.tenantId) ?? {};
}

/** The workflow that was last at work on a pair's relationship. */
export async function storedWorkflow(pair: Pair, standIn: StandIn): Promise<Readonly<Record<string, unknown>>> {
  const { operationId } = await storedRelationship(pair, standIn);
  const [workflow] = await standIn.stored('operations', String(operationId));
  return workflow ?? {};
}

/** Type and state, if it has one, of what leads the partner to the customer. */
export async function storedPointers({ customer, partner }: Pair, standIn: StandIn): Promise<string[]> {
  const pointers = await standIn.stored('partners', partner.tenantId);
  return pointers
    .filter(({ customerId }) => customerId === customer.tenantId)
    .map(({ type, state }) => [type, state].filter(Boolean).join(' '))
    .sort();
}
