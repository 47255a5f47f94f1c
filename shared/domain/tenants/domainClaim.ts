import { z } from 'zod';
import { Guid } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import type { Store, Stored } from '../store.ts';
import { Tenant, tenantDocumentId } from './tenant.ts';

/** Who holds a domain: the domain is the id, so that only one tenant can make it (R2, R20). */
export const DomainClaim = z.object({
  id: z.string(),
  type: z.literal('domainClaim'),
  tenantId: Guid,
  claimedAt: z.iso.datetime(),
});

/** A claim whose registration never came, or was taken back halfway, is free after this long. */
const abandonedAfterMs = 60_000;

/**
 * Claims a domain for a tenant; one that it holds already is no fault.
 * @throws Refusal `domainTaken` when another tenant holds it
 */
export async function claimDomain(store: Store, domain: string, tenantId: string, now: Date): Promise<void> {
  const holder = await holderOf(store, domain, now);
  if (holder.tenantId === tenantId) return;
  if (holder.tenantId !== undefined) throw domainTaken(domain);
  const claim: z.output<typeof DomainClaim> = {
    id: domain,
    type: 'domainClaim',
    tenantId,
    claimedAt: now.toISOString(),
  };
  const { abandoned } = holder;
  await store
    .domain(domain)
    .commit([abandoned ? { replace: { ...claim, _etag: abandoned._etag } } : { create: claim }]);
}

export const domainTaken = (domain: string) =>
  new Refusal('domainTaken', `${domain} belongs to another organisation.`, {
    faults: [{ path: 'domains', code: 'domainTaken', message: domain }],
  });

interface DomainHolder {
  readonly tenantId?: string;
  /** The holder, if its registration names the domain. */
  readonly tenant?: Stored<Tenant>;
  /** A claim that anybody may take over. */
  readonly abandoned?: Stored<z.output<typeof DomainClaim>>;
}

/** The tenant that holds a domain, as far as anybody does. */
export async function holderOf(store: Store, domain: string, now: Date): Promise<DomainHolder> {
  const claim = await store.domain(domain).read(DomainClaim, domain);
  if (!claim) return {};
  const tenant = await store.tenant(claim.tenantId).read(Tenant, tenantDocumentId);
  const held = tenant?.domains.includes(domain) ?? false;
  const abandoned = !held && now.getTime() - Date.parse(claim.claimedAt) > abandonedAfterMs;
  return abandoned ? { abandoned: claim } : { tenantId: claim.tenantId, ...(held && tenant ? { tenant } : {}) };
}

/** Gives up a domain, if this tenant is the one that holds it. */
export async function releaseDomain(store: Store, domain: string, tenantId: string): Promise<void> {
  const partition = store.domain(domain);
  const claim = await partition.read(DomainClaim, domain);
  if (claim?.tenantId === tenantId) await partition.commit([{ remove: claim }]);
}
