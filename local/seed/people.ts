import type { DirectoryUser } from '../directory/directoryEntries.ts';

const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

/** The tenants that a start comes with. */
export const demoTenants = {
  platform: '0f000000-0000-4000-8000-000000000001',
  contoso: 'c0000000-0000-4000-8000-000000000001',
  fabrikam: 'c0000000-0000-4000-8000-000000000002',
  tailspin: 'b0000000-0000-4000-8000-000000000001',
  wingtip: 'b0000000-0000-4000-8000-000000000002',
} as const;

/** Somebody of the demo, and a few words on what they are for. */
export interface DemoPerson extends DirectoryUser {
  about: string;
}

function person(
  tenant: keyof typeof demoTenants,
  objectId: string,
  name: string,
  about: string,
  more: Partial<DirectoryUser> = {},
): DemoPerson {
  const userPrincipalName = `${name.toLowerCase()}@${tenant}.example`;
  const nothing = { wids: [], roles: [], memberOf: [], kind: 'user' as const };
  return { tenantId: demoTenants[tenant], objectId, displayName: name, userPrincipalName, ...nothing, ...more, about };
}

const admin = { wids: [globalAdministrator] };

/** The operator's people, who are always there. */
export const operatorPeople: readonly DemoPerson[] = [
  person('platform', '0f000000-0000-4000-8001-000000000001', 'Operator', 'operator of the service', {
    roles: ['Platform.Operator'],
  }),
  person('platform', '0f000000-0000-4000-8001-000000000002', 'Monitor', 'application that reports signals of rooms', {
    roles: ['Platform.Monitor'],
    kind: 'application',
  }),
];

/** The people of the demo tenants. What they may do beyond Entra's roles is assigned through the product. */
export const demoPeople: readonly DemoPerson[] = [
  person('contoso', 'c0000000-0000-4000-8001-000000000001', 'Ada', 'Global Administrator', admin),
  person('contoso', 'c0000000-0000-4000-8001-000000000002', 'Carl', 'Managed Service Administrator'),
  person('contoso', 'c0000000-0000-4000-8001-000000000003', 'Lea', 'Site lead'),
  person('contoso', 'c0000000-0000-4000-8001-000000000004', 'Tom', 'Site technician'),
  person('fabrikam', 'c0000000-0000-4000-8002-000000000001', 'Fay', 'Global Administrator', admin),
  person('tailspin', 'b0000000-0000-4000-8001-000000000001', 'Gus', 'Global Administrator', admin),
  person('tailspin', 'b0000000-0000-4000-8001-000000000002', 'Mia', 'Tenant manager'),
  person('tailspin', 'b0000000-0000-4000-8001-000000000003', 'Pia', 'Primary admin at Fabrikam'),
  person(
    'tailspin',
    'b0000000-0000-4000-8001-000000000004',
    'Rob',
    'custom role at Fabrikam: view rooms, handle tickets',
  ),
  person('wingtip', 'b0000000-0000-4000-8002-000000000001', 'Wes', 'Global Administrator', admin),
];
