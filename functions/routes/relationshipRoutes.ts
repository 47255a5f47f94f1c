import { CustomerOutput } from '../../shared/domain/relationships/customerOutput.ts';
import { endCustomer, endPartner } from '../../shared/domain/relationships/endRelationship.ts';
import { EffectiveAccess, getCustomerAccess } from '../../shared/domain/relationships/getCustomerAccess.ts';
import { getCustomer } from '../../shared/domain/relationships/getCustomer.ts';
import { getPartner } from '../../shared/domain/relationships/getPartner.ts';
import { ListCustomers, listCustomers } from '../../shared/domain/relationships/listCustomers.ts';
import { ListPartners, listPartners } from '../../shared/domain/relationships/listPartners.ts';
import { RelationshipOutput } from '../../shared/domain/relationships/relationshipOutput.ts';
import { WorkflowOutput } from '../../shared/domain/workflows/workflow.ts';
import { route } from '../http/route.ts';

/** Relationships, as each side sees and ends them. */
export const relationshipRoutes = [
  route({
    kind: 'list',
    name: 'listPartners',
    summary: 'Lists the partners of the customer, those of the past included.',
    method: 'GET',
    path: 'customer/partners',
    audience: 'customer',
    may: 'administrator',
    query: ListPartners,
    output: RelationshipOutput,
    run: listPartners,
  }),
  route({
    kind: 'query',
    name: 'getPartner',
    summary: 'Reads the relationship with one partner.',
    method: 'GET',
    path: 'customer/partners/{partnerId}',
    audience: 'customer',
    may: 'administrator',
    output: RelationshipOutput,
    run: getPartner,
  }),
  route({
    kind: 'mutation',
    name: 'endPartner',
    summary: 'Ends the relationship with a partner: its access ends before the answer, a workflow cleans up.',
    method: 'DELETE',
    path: 'customer/partners/{partnerId}',
    audience: 'customer',
    may: 'administrator',
    output: WorkflowOutput,
    status: 202,
    audit: ['Relationship', 'Delete'],
    refusals: ['relationshipState'],
    run: endPartner,
  }),
  route({
    kind: 'list',
    name: 'listCustomers',
    summary: 'Lists the customers of the partner that the caller may see.',
    method: 'GET',
    path: 'partner/customers',
    audience: 'partner',
    may: 'anyone',
    query: ListCustomers,
    output: CustomerOutput,
    run: listCustomers,
  }),
  route({
    kind: 'query',
    name: 'getCustomer',
    summary: 'Reads the metadata of one customer.',
    method: 'GET',
    path: 'partner/customers/{customerId}',
    audience: 'customerOfPartner',
    may: 'seesCustomer',
    inAnyState: true,
    output: CustomerOutput,
    run: getCustomer,
  }),
  route({
    kind: 'query',
    name: 'getCustomerAccess',
    summary: 'Tells what the caller may do at one customer, and through which assignments.',
    method: 'GET',
    path: 'partner/customers/{customerId}/access',
    audience: 'customerOfPartner',
    may: 'seesCustomer',
    output: EffectiveAccess,
    run: getCustomerAccess,
  }),
  route({
    kind: 'mutation',
    name: 'endCustomer',
    summary: 'Ends the relationship with a customer, by a Primary admin.',
    method: 'DELETE',
    path: 'partner/customers/{customerId}',
    audience: 'customerOfPartner',
    may: 'primaryAdmin',
    inAnyState: true,
    output: WorkflowOutput,
    status: 202,
    audit: ['Relationship', 'Delete'],
    refusals: ['relationshipState'],
    run: endCustomer,
  }),
];
