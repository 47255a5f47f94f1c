import { z } from 'zod';
import type { CustomerContext } from '../operation.ts';
import { Refusal } from '../refusal.ts';
import { partnerOfDomain } from './partnerOfDomain.ts';

export const GetPartnerByDomain = z.object({ domain: z.string().min(1).max(253) });

export const PartnerDirectoryEntry = z.object({ tenantId: z.string(), displayName: z.string(), domain: z.string() });

/** Resolves a partner's domain before it is invited. */
export async function getPartnerByDomain(
  { domain }: z.output<typeof GetPartnerByDomain>,
  context: CustomerContext,
): Promise<z.output<typeof PartnerDirectoryEntry>> {
  const partner = await partnerOfDomain(context, domain);
  if (!partner) throw new Refusal('partnerDomainUnknown', 'No onboarded partner has this domain.', { status: 404 });
  return { tenantId: partner.tenantId, displayName: partner.displayName, domain: domain.toLowerCase() };
}
