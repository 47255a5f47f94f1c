import { MemberInput, MemberOutput } from '../../shared/domain/member.ts';
import { addPrimaryAdmin } from '../../shared/domain/primaryAdmins/addPrimaryAdmin.ts';
import { listPrimaryAdmins } from '../../shared/domain/primaryAdmins/listPrimaryAdmins.ts';
import { removePrimaryAdmin } from '../../shared/domain/primaryAdmins/removePrimaryAdmin.ts';
import { route, type Route } from '../http/route.ts';

/** Who holds Primary admin at one customer (R44). */
export const primaryAdminRoutes: readonly Route[] = [
  route({
    kind: 'list',
    name: 'listPrimaryAdmins',
    summary: 'Lists the Primary admins at a customer.',
    method: 'GET',
    path: 'partner/customers/{customerId}/primaryAdmins',
    audience: 'customerOfPartner',
    may: 'seesAdmins',
    output: MemberOutput,
    run: listPrimaryAdmins,
  }),
  route({
    kind: 'mutation',
    name: 'addPrimaryAdmin',
    summary: 'Makes a user or security group of the partner a Primary admin at a customer.',
    method: 'POST',
    path: 'partner/customers/{customerId}/primaryAdmins',
    audience: 'customerOfPartner',
    may: 'delegatesAdmins',
    body: MemberInput,
    output: MemberOutput,
    status: 201,
    refusals: ['escalation', 'memberExists', 'principalUnknown'],
    audit: ['Assignment', 'Update'],
    changeKind: 'roles.modify',
    run: addPrimaryAdmin,
  }),
  route({
    kind: 'mutation',
    name: 'removePrimaryAdmin',
    summary: 'Takes Primary admin from a user or security group, but not from the last one.',
    method: 'DELETE',
    path: 'partner/customers/{customerId}/primaryAdmins/{principalId}',
    audience: 'customerOfPartner',
    may: 'delegatesAdmins',
    status: 204,
    refusals: ['escalation', 'lastPrimaryAdmin'],
    audit: ['Assignment', 'Update'],
    changeKind: 'roles.modify',
    run: removePrimaryAdmin,
  }),
];
