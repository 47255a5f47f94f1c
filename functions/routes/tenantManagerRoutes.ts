import { MemberInput, MemberOutput } from '../../shared/domain/member.ts';
import { addTenantManager } from '../../shared/domain/tenantManagers/addTenantManager.ts';
import { listTenantManagers } from '../../shared/domain/tenantManagers/listTenantManagers.ts';
import { removeTenantManager } from '../../shared/domain/tenantManagers/removeTenantManager.ts';
import { route, type Route } from '../http/route.ts';

/** Who answers invitations and delegates, within the partner (R4). */
export const tenantManagerRoutes: readonly Route[] = [
  route({
    kind: 'list',
    name: 'listTenantManagers',
    summary: 'Lists the Tenant managers of the partner.',
    method: 'GET',
    path: 'partner/tenantManagers',
    audience: 'partner',
    may: 'manager',
    output: MemberOutput,
    run: listTenantManagers,
  }),
  route({
    kind: 'mutation',
    name: 'addTenantManager',
    summary: 'Makes a user or security group of the partner a Tenant manager.',
    method: 'POST',
    path: 'partner/tenantManagers',
    audience: 'partner',
    may: 'administrator',
    body: MemberInput,
    output: MemberOutput,
    status: 201,
    refusals: ['memberExists', 'principalUnknown'],
    audit: ['User', 'Create'],
    run: addTenantManager,
  }),
  route({
    kind: 'mutation',
    name: 'removeTenantManager',
    summary: 'Takes Tenant manager from a user or security group.',
    method: 'DELETE',
    path: 'partner/tenantManagers/{principalId}',
    audience: 'partner',
    may: 'administrator',
    status: 204,
    audit: ['User', 'Delete'],
    run: removeTenantManager,
  }),
];
