import { z } from 'zod';
import { roleHoldingOf, roleIn, type RolesContext } from '../customRoles/roleHolding.ts';
import type { ListPage } from '../operation.ts';
import { pageOf } from '../pageOf.ts';
import { assignedAdminsId } from '../roles.ts';
import { sortKey } from '../text.ts';
import { shownAssignments, type AssignmentOutput } from './assignmentOutput.ts';

export const ListAssignments = z.object({ orderBy: z.enum(['name', '-name']).optional() });

/** The assignments of one role; to the customer all of a partner's. The built-in one comes first, or all by name. */
export async function listAssignments(
  { orderBy, roleId, partnerId }: z.output<typeof ListAssignments> & { roleId?: string; partnerId?: string },
  context: RolesContext,
): Promise<ListPage<AssignmentOutput>> {
  const holding = await roleHoldingOf(context, partnerId);
  if (roleId !== undefined) roleIn(holding, roleId);
  const { rows, next } = pageOf(
    holding.document.assignments.filter((assignment) => roleId === undefined || assignment.roleId === roleId),
    ({ id, name }) => (orderBy ? sortKey(name, id) : `${id === assignedAdminsId ? 0 : 1} ${id}`),
    context.page,
    orderBy === '-name',
  );
  const show = await shownAssignments(context, holding, rows);
  return { rows: rows.map(show), ...(next === undefined ? {} : { next }) };
}
