import { z } from 'zod';
import { Guid } from '../ids.ts';

/** An entry of the operator's list of tenants, in the operator's partition: no query ever goes over all partitions. */
export const RegisteredTenant = z.object({
  id: z.string(),
  type: z.literal('registeredTenant'),
  registered: Guid,
  sortKey: z.string(),
});
export type RegisteredTenant = z.output<typeof RegisteredTenant>;

export const registeredTenantId = (tenantId: string) => `registered_${tenantId}`;
