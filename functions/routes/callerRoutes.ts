import { getHealth, Health } from '../../shared/domain/me/getHealth.ts';
import { getMe, Me } from '../../shared/domain/me/getMe.ts';
import { getPermissions, Permissions } from '../../shared/domain/me/getPermissions.ts';
import { getOperation } from '../../shared/domain/workflows/getOperation.ts';
import { WorkflowOutput } from '../../shared/domain/workflows/workflow.ts';
import { route } from '../http/route.ts';

/** What everybody may ask. */
export const callerRoutes = [
  route({
    kind: 'query',
    name: 'getMe',
    summary: 'Tells who the caller is: tenant, person, tenant roles, groups.',
    method: 'GET',
    path: 'me',
    audience: 'everyone',
    may: 'anyone',
    output: Me,
    run: getMe,
  }),
  route({
    kind: 'query',
    name: 'getPermissions',
    summary: 'Lists the permissions and the built-in roles.',
    method: 'GET',
    path: 'permissions',
    audience: 'everyone',
    may: 'anyone',
    output: Permissions,
    run: getPermissions,
  }),
  route({
    kind: 'query',
    name: 'getOperation',
    summary: 'Reads the status of a workflow.',
    method: 'GET',
    path: 'operations/{operationId}',
    audience: 'everyone',
    may: 'anyone',
    output: WorkflowOutput,
    run: getOperation,
  }),
  route({
    kind: 'query',
    name: 'getHealth',
    summary: 'Tells whether the service can do its work.',
    method: 'GET',
    path: 'health',
    audience: 'anonymous',
    may: 'anyone',
    output: Health,
    run: getHealth,
  }),
];
