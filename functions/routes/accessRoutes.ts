import { AccessCheck, CheckAccess, checkAccess } from '../../shared/domain/accessChecks/checkAccess.ts';
import {
  AccessHolder,
  ListAccessHolders,
  listAccessHolders,
} from '../../shared/domain/accessChecks/listAccessHolders.ts';
import { route, type Route } from '../http/route.ts';

/** Who may what at the customer, and why. */
export const accessRoutes: readonly Route[] = [
  route({
    kind: 'query',
    name: 'checkAccess',
    summary: 'Tells whether people of the customer or of its partners may do something, and why.',
    method: 'POST',
    path: 'customer/access/check',
    audience: 'customer',
    may: 'administrator',
    body: CheckAccess,
    output: AccessCheck,
    run: checkAccess,
  }),
  route({
    kind: 'list',
    name: 'listAccessHolders',
    summary: 'Lists who may do something, of both sides, and through which assignment.',
    method: 'GET',
    path: 'customer/access/who',
    audience: 'customer',
    may: 'administrator',
    query: ListAccessHolders,
    output: AccessHolder,
    refusals: ['notFound'],
    run: listAccessHolders,
  }),
];
