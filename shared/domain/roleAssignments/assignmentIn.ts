import { roleIn, type RoleHolding } from '../customRoles/roleHolding.ts';
import { notFound } from '../refusal.ts';
import type { Assignment } from '../roles.ts';

/** Names an assignment: by its role as well, where the path does. */
export interface AssignmentPath {
  roleId?: string;
  assignmentId: string;
}

/** @throws Refusal `notFound` when there is none, or it is not one of that role */
export function assignmentIn(holding: RoleHolding, { roleId, assignmentId }: AssignmentPath): Assignment {
  if (roleId !== undefined) roleIn(holding, roleId);
  const assignment = holding.document.assignments.find(({ id }) => id === assignmentId);
  if (!assignment || (roleId !== undefined && assignment.roleId !== roleId)) throw notFound();
  return assignment;
}
