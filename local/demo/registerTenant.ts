import type { Organisation, Stage } from './openStage.ts';

/** The operator lets an organisation take part. */
export async function registerTenant(
  { operator }: Stage,
  { name, tenantId, domain }: Organisation,
  { partner }: { partner: boolean },
): Promise<void> {
  await operator.asks('PUT', `/platform/tenants/${tenantId}`, {
    body: { displayName: name, defaultDomain: domain, domains: [domain], partner },
    status: 201,
    short: ({ defaultDomain }) => `${String(defaultDomain)}${partner ? ', partner' : ''}`,
  });
}
