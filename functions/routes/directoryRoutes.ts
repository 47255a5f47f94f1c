import {
  DirectoryEntry,
  SearchDirectory,
  searchDirectory,
} from '../../shared/domain/directorySearch/searchDirectory.ts';
import { route } from '../http/route.ts';

/** Whom a tenant can give roles to. */
export const directoryRoutes = [
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
