import { z } from 'zod';
import { memberChanges } from '../auditEvents/memberChanges.ts';
import { entityTag } from '../entityTag.ts';
import { expectVersion, unchanged, type Change } from '../operation.ts';
import type { CustomRole } from '../roles.ts';
import { Description, RoleName } from '../text.ts';
import { RolePermissions } from './createRole.ts';
import { expectHeld } from './expectHeld.ts';
import { expectNameFree } from './expectNameFree.ts';
import { builtInRole, isBuiltIn, replaceHeld, roleHoldingOf, roleIn, type RolesContext } from './roleHolding.ts';
import { roleOutput, type RoleOutput } from './roleOutput.ts';

export const ChangeRole = z.strictObject({
  name: RoleName.optional(),
  description: Description.nullable().optional(),
  permissions: RolePermissions.optional(),
});

/** Changes a custom role. What it then gives, over every assignment of it, the caller must hold (R11). */
export async function changeRole(
  { roleId, ...patch }: z.output<typeof ChangeRole> & { roleId: string },
  context: RolesContext,
): Promise<Change<RoleOutput>> {
  const holding = await roleHoldingOf(context);
  const role = roleIn(holding, roleId);
  expectVersion(context, entityTag(role));
  if (isBuiltIn(role)) throw builtInRole();
  const { name = role.name, description = role.description, permissions = role.permissions } = patch;
  const next: CustomRole = {
    id: role.id,
    name,
    description: description ?? '',
    permissions,
    changedAt: context.now.toISOString(),
  };
  const changes = memberChanges(role, next);
  if (changes.length === 0) return unchanged(roleOutput(role));
  const { roles, assignments } = holding.document;
  expectNameFree(holding, name, roleId);
  const scopes = assignments.filter((assignment) => assignment.roleId === roleId).map(({ scope }) => scope);
  await expectHeld(context, holding, permissions, scopes);
  return {
    answer: roleOutput(next),
    writes: replaceHeld(holding, { roles: roles.map((other) => (other === role ? next : other)) }),
    records: [{ category: 'Role', operation: 'Update', objectId: roleId, objectName: name, changes }],
  };
}
