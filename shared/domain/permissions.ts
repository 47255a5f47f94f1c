import { z } from 'zod';
import table from './permissions.json' with { type: 'json' };

/** The permissions of the product (R7), in the order of the table. */
export const permissions = [
  'rooms.view',
  'rooms.modify',
  'rooms.resetKey',
  'rooms.downloadKey',
  'rooms.unenroll',
  'rooms.create',
  'roomGroups.view',
  'roomGroups.modify',
  'roomGroups.create',
  'updateRings.view',
  'updateRings.modify',
  'reports.view',
  'reports.createCustomerIncident',
  'tickets.view',
  'tickets.update',
  'settings.view',
  'settings.modify',
  'roles.view',
  'roles.modify',
] as const;

export const Permission = z.enum(permissions);
export type Permission = z.output<typeof Permission>;

export type BuiltInRoleId = 'managedServiceAdministrator' | 'siteLead' | 'siteTechnician' | 'primaryAdmin';

/** The catalogue: which feature a permission belongs to. */
export const permissionCatalogue = table.permissions.map(({ feature, permission }) => ({
  feature,
  permission: Permission.parse(permission),
}));

/** What a built-in role grants, read from the table. */
export function builtInPermissions(roleId: BuiltInRoleId): Permission[] {
  const column = table.roles.indexOf(roleId);
  return table.permissions.filter((row) => row.grants[column] === 1).map((row) => Permission.parse(row.permission));
}
