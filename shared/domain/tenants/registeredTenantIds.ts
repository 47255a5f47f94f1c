import type { Store } from '../store.ts';
import { RegisteredTenant } from './registeredTenant.ts';

/** As many as one query can name. */
const tenantsAtOnce = 1000;

/** The ids of all registered tenants, as many at a time as one query can name: no query goes over all partitions. */
export async function* registeredTenantIds(store: Store, operatorTenantId: string): AsyncGenerator<string[]> {
  const operator = store.tenant(operatorTenantId);
  for (let after: string | undefined, more = true; more;) {
    const tenants = await operator.list(RegisteredTenant, {
      where: [],
      orderBy: 'sortKey',
      ...(after === undefined ? {} : { after }),
      top: tenantsAtOnce,
    });
    if (tenants.length > 0) yield tenants.map(({ registered }) => registered);
    more = tenants.length === tenantsAtOnce;
    after = tenants.at(-1)?.sortKey;
  }
}
