import { getTenant } from '../../shared/domain/tenants/getTenant.ts';
import { listTenants } from '../../shared/domain/tenants/listTenants.ts';
import { RegisterTenant, registerTenant } from '../../shared/domain/tenants/registerTenant.ts';
import { TenantOutput } from '../../shared/domain/tenants/tenant.ts';
import { route } from '../http/route.ts';

/** The operator's routes. */
export const tenantRoutes = [
  route({
    kind: 'list',
    name: 'listTenants',
    summary: 'Lists the registered tenants.',
    method: 'GET',
    path: 'platform/tenants',
    audience: 'operator',
    may: 'anyone',
    output: TenantOutput,
    run: listTenants,
  }),
  route({
    kind: 'query',
    name: 'getTenant',
    summary: 'Reads one registered tenant.',
    method: 'GET',
    path: 'platform/tenants/{tenantId}',
    audience: 'operator',
    may: 'anyone',
    output: TenantOutput,
    run: getTenant,
  }),
  route({
    kind: 'mutation',
    name: 'registerTenant',
    summary: 'Registers a tenant or changes its registration: names, domains, partner or not.',
    method: 'PUT',
    path: 'platform/tenants/{tenantId}',
    audience: 'operator',
    may: 'anyone',
    body: RegisterTenant,
    output: TenantOutput,
    status: 200,
    statuses: [201],
    audit: ['Settings', 'Update'],
    refusals: ['domainTaken'],
    run: registerTenant,
  }),
];
