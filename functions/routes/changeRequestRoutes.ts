import { approveChangeRequest } from '../../shared/domain/changeRequests/approveChangeRequest.ts';
import { ChangeRequestOutput } from '../../shared/domain/changeRequests/changeRequest.ts';
import { getChangeRequest } from '../../shared/domain/changeRequests/getChangeRequest.ts';
import { ListChangeRequests, listChangeRequests } from '../../shared/domain/changeRequests/listChangeRequests.ts';
import {
  listPartnerChangeRequests,
  PartnerChangeRequest,
} from '../../shared/domain/changeRequests/listPartnerChangeRequests.ts';
import {
  cancelChangeRequest,
  getPartnerChangeRequest,
} from '../../shared/domain/changeRequests/partnerChangeRequest.ts';
import { rejectChangeRequest } from '../../shared/domain/changeRequests/rejectChangeRequest.ts';
import { route, type Route } from '../http/route.ts';

/** Changes of partners that wait for the customer's word (R60-R63). */
export const changeRequestRoutes: readonly Route[] = [
  route({
    kind: 'list',
    name: 'listChangeRequests',
    summary: 'Lists the changes that partners asked for, waiting and decided.',
    method: 'GET',
    path: 'customer/changeRequests',
    audience: 'customer',
    may: 'administrator',
    query: ListChangeRequests,
    output: ChangeRequestOutput,
    run: listChangeRequests,
  }),
  route({
    kind: 'query',
    name: 'getChangeRequest',
    summary: 'Reads one change that a partner asked for.',
    method: 'GET',
    path: 'customer/changeRequests/{changeRequestId}',
    audience: 'customer',
    may: 'administrator',
    output: ChangeRequestOutput,
    run: getChangeRequest,
  }),
  route({
    kind: 'mutation',
    name: 'approveChangeRequest',
    summary: 'Has a change made as the person who asked for it; one that does not hold any more has failed.',
    method: 'POST',
    path: 'customer/changeRequests/{changeRequestId}/approve',
    audience: 'customer',
    may: 'administrator',
    output: ChangeRequestOutput,
    status: 200,
    refusals: ['changeRequestClosed', 'relationshipState'],
    audit: ['ChangeRequest', 'Update'],
    run: approveChangeRequest,
  }),
  route({
    kind: 'mutation',
    name: 'rejectChangeRequest',
    summary: 'Refuses a change that waits.',
    method: 'POST',
    path: 'customer/changeRequests/{changeRequestId}/reject',
    audience: 'customer',
    may: 'administrator',
    output: ChangeRequestOutput,
    status: 200,
    refusals: ['changeRequestClosed'],
    audit: ['ChangeRequest', 'Update'],
    run: rejectChangeRequest,
  }),
  route({
    kind: 'list',
    name: 'listPartnerChangeRequests',
    summary:
      'Lists the changes that the caller asked customers for, and those of customers whose roles the caller sees.',
    method: 'GET',
    path: 'partner/changeRequests',
    audience: 'partner',
    may: 'anyone',
    acrossCustomers: true,
    query: ListChangeRequests,
    output: PartnerChangeRequest,
    run: listPartnerChangeRequests,
  }),
  route({
    kind: 'query',
    name: 'getPartnerChangeRequest',
    summary: 'Reads what became of a change that waits for a customer.',
    method: 'GET',
    path: 'partner/changeRequests/{changeRequestId}',
    audience: 'customerOfPartner',
    may: 'seesCustomer',
    output: ChangeRequestOutput,
    run: getPartnerChangeRequest,
  }),
  route({
    kind: 'mutation',
    name: 'cancelChangeRequest',
    summary: 'Takes back a change that waits.',
    method: 'POST',
    path: 'partner/changeRequests/{changeRequestId}/cancel',
    audience: 'customerOfPartner',
    may: 'seesCustomer',
    output: ChangeRequestOutput,
    status: 200,
    refusals: ['changeRequestClosed'],
    audit: ['ChangeRequest', 'Update'],
    run: cancelChangeRequest,
  }),
];
