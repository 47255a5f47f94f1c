import {
  DirectoryEntry,
  SearchDirectory,
  searchDirectory,
} from '../../shared/domain/directorySearch/searchDirectory.ts';
import { route, type Route } from '../http/route.ts';

/** Whom a tenant can give roles to. */
export const directoryRoutes: readonly Route[] = [
  route({
    kind: 'list',
    name: 'searchDirectory',
    summary: 'Searches users and security groups of the own organisation.',
    method: 'GET',
    path: 'customer/directory',
    audience: 'customer',
    may: 'roles.modify',
    query: SearchDirectory,
    output: DirectoryEntry,
    run: searchDirectory,
  }),
  route({
    kind: 'list',
    name: 'searchPartnerDirectory',
    summary: 'Searches users and security groups of the partner.',
    method: 'GET',
    path: 'partner/directory',
    audience: 'partner',
    may: 'anyRole',
    query: SearchDirectory,
    output: DirectoryEntry,
    run: searchDirectory,
  }),
];
