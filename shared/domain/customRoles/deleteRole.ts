import { memberChanges } from '../auditEvents/memberChanges.ts';
import { entityTag } from '../entityTag.ts';
import { expectVersion, type Change } from '../operation.ts';
import {
  builtInRole,
  expectNotEnded,
  isBuiltIn,
  replaceHeld,
  roleHoldingOf,
  roleIn,
  type RolesContext,
} from './roleHolding.ts';

/** Takes a custom role away, and all its assignments with it (R43). */
export async function deleteRole(
  { roleId, partnerId }: { roleId: string; partnerId?: string },
  context: RolesContext,
): Promise<Change<undefined>> {
  const holding = await roleHoldingOf(context, partnerId);
  const role = roleIn(holding, roleId);
  expectVersion(context, entityTag(role));
  if (isBuiltIn(role)) throw builtInRole();
  expectNotEnded(holding);
  const { roles, assignments } = holding.document;
  const taken = assignments.filter((assignment) => assignment.roleId === roleId).map(({ id, name }) => ({ id, name }));
  return {
    answer: undefined,
    writes: [
      ...replaceHeld(holding, {
        roles: roles.filter(({ id }) => id !== roleId),
        assignments: assignments.filter((assignment) => assignment.roleId !== roleId),
      }),
    ],
    records: [
      {
        category: 'Role',
        operation: 'Delete',
        objectId: roleId,
        objectName: role.name,
        changes: memberChanges({ ...role, ...(taken.length > 0 ? { assignments: taken } : {}) }, undefined),
      },
    ],
  };
}
