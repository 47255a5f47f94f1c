import type { BaseContext } from '../operation.ts';
import type { Stored } from '../store.ts';
import { holderOf } from './domainClaim.ts';
import { Domain, type Tenant } from './tenant.ts';

/** The onboarded partner that a domain belongs to at this moment, whatever its case (R20). */
export async function partnerOfDomain(
  { store, now }: Pick<BaseContext, 'store' | 'now'>,
  domain: string,
): Promise<Stored<Tenant> | undefined> {
  const name = Domain.safeParse(domain);
  if (!name.success) return undefined;
  const { tenant } = await holderOf(store, name.data, now);
  return tenant?.partner ? tenant : undefined;
}
