import { z } from 'zod';
import { Guid } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import { Conflict, type Store, type Stored } from '../store.ts';
import { Tenant, tenantDocumentId } from './tenant.ts';

/** Who holds a domain: the domain is the id, so that only one tenant can make it (R2, R20). */
export const DomainClaim = z.object({
  id: z.string(),
  type: z.literal('domainClaim'),
  tenantId: Guid,
  claimedAt: z.iso.datetime(),
});
export type DomainClaim = z.output<typeof DomainClaim>;

/** A claim whose registration never came, or was taken back halfway, is free after this long. */
const abandonedAfterMs = 60_000;

/**
 * Claims a domain for a tenant. One that it claimed before is claimed anew while its registration does not name it, so
 * that neither a release still under way nor the end of the claim's time takes it away again.
 * @throws Refusal `domainTaken` when another tenant holds it
 */
export async function claimDomain(store: Store, domain: string, tenantId: string, now: Date): Promise<void> {
  const { claim: earlier, tenantId: holder, tenant } = await holderOf(store, domain, now);
  if (holder !== undefined && holder !== tenantId) throw domainTaken(domain);
  if (tenant) return;
  const claim: DomainClaim = { id: domain, type: 'domainClaim', tenantId, claimedAt: now.toISOString() };
  await store.domain(domain).commit([earlier ? { replace: { ...claim, _etag: earlier._etag } } : { create: claim }]);
}

export const domainTaken = (domain: string) =>
  new Refusal('domainTaken', `${domain} belongs to another organisation.`, {
    faults: [{ path: 'domains', code: 'domainTaken', message: domain }],
  });

interface DomainHolder {
  readonly tenantId?: string;
  /** The holder, if its registration names the domain. */
  readonly tenant?: Stored<Tenant>;
  /** The claim as it is stored; without a holder it is one that anybody may take over. */
  readonly claim?: Stored<DomainClaim>;
}

/** The tenant that holds a domain, as far as anybody does. */
export async function holderOf(store: Store, domain: string, now: Date): Promise<DomainHolder> {
  const claim = await store.domain(domain).read(DomainClaim, domain);
  if (!claim) return {};
  const tenant = await store.tenant(claim.tenantId).read(Tenant, tenantDocumentId);
  if (tenant?.domains.includes(domain)) return { claim, tenantId: claim.tenantId, tenant };
  const abandoned = now.getTime() - Date.parse(claim.claimedAt) > abandonedAfterMs;
  return abandoned ? { claim } : { claim, tenantId: claim.tenantId };
}

/** Gives up a domain by the claim as it was read while it was held: one that has changed since is somebody's again. */
export async function releaseDomain(store: Store, claim: Stored<DomainClaim>): Promise<void> {
  try {
    await store.domain(claim.id).commit([{ remove: claim }]);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
  }
}
