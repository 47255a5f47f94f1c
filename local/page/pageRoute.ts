import type { StandInRoute } from '../control/standInRoute.ts';
import type { Identity } from '../identity/openIdentity.ts';
import type { Directory } from '../directory/openDirectory.ts';
import { demoPeople, demoTenants, operatorPeople } from '../seed/people.ts';
import { renderPage } from './renderPage.ts';

const tenantNames = new Map<string, string>(
  Object.entries(demoTenants).map(([name, tenantId]) => [tenantId, name.charAt(0).toUpperCase() + name.slice(1)]),
);

/** The page at `/`: who there is, with a fresh token for each, and commands to try. */
export function pageRoute(options: { directory: Directory; identity: Identity; api: () => string }): StandInRoute {
  return {
    method: 'GET',
    path: '/',
    run: async ({ origin }) => {
      const people = await Promise.all(
        [...operatorPeople, ...demoPeople].map(async ({ tenantId, objectId, about }) => {
          const userPrincipalName = options.directory.user(tenantId, objectId)?.userPrincipalName;
          const token = await options.identity.issueToken({ tenantId, objectId });
          // Somebody whom a test has removed is not shown.
          if (userPrincipalName === undefined || token === undefined) return [];
          return [{ tenant: tenantNames.get(tenantId) ?? tenantId, userPrincipalName, about, token }];
        }),
      );
      return { status: 200, html: renderPage({ people: people.flat(), api: options.api(), standIn: origin }) };
    },
  };
}
