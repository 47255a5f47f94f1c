import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { newId } from '../ids.ts';
import type { Change } from '../operation.ts';
import { Permission, permissions as table } from '../permissions.ts';
import type { CustomRole } from '../roles.ts';
import { Description, RoleName } from '../text.ts';
import { expectHeld } from './expectHeld.ts';
import { expectNameFree } from './expectNameFree.ts';
import { replaceHeld, roleHoldingOf, type RolesContext } from './roleHolding.ts';
import { roleOutput, type RoleOutput } from './roleOutput.ts';

/** At least one permission; each counts once, in the order of the table, so that equal sets are equal. */
export const RolePermissions = z
  .array(Permission)
  .min(1)
  .max(100)
  .transform((given) => table.filter((permission) => given.includes(permission)));

export const CreateRole = z.strictObject({
  name: RoleName,
  description: Description.default(''),
  permissions: RolePermissions,
});

/** Makes a custom role of permissions that the caller holds (R11, R40). It gives nothing until it is assigned. */
export async function createRole(
  { name, description, permissions }: z.output<typeof CreateRole>,
  context: RolesContext,
): Promise<Change<RoleOutput>> {
  const { now } = context;
  const holding = await roleHoldingOf(context);
  expectNameFree(holding, name);
  await expectHeld(context, holding, permissions, []);
  const role: CustomRole = { id: newId('role', now), name, description, permissions, changedAt: now.toISOString() };
  return {
    answer: roleOutput(role),
    writes: replaceHeld(holding, { roles: [...holding.document.roles, role] }),
    records: [
      {
        category: 'Role',
        operation: 'Create',
        objectId: role.id,
        objectName: name,
        changes: memberChanges(undefined, role),
      },
    ],
  };
}
