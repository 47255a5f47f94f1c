import { z } from 'zod';
import { Permission, permissionCatalogue } from '../permissions.ts';
import { RoleOutput, roleOutput } from '../customRoles/roleOutput.ts';
import { customerRoles, primaryAdminRole } from '../roles.ts';

export const Permissions = z.object({
  permissions: z.array(z.object({ feature: z.string(), permission: Permission })),
  builtInRoles: z.array(RoleOutput),
});

/** The catalogue of permissions and the built-in roles (R7). */
export function getPermissions(): Promise<z.output<typeof Permissions>> {
  return Promise.resolve({
    permissions: permissionCatalogue,
    builtInRoles: [...customerRoles, primaryAdminRole].map(roleOutput),
  });
}
