import { z } from 'zod';
import type { ListPage } from '../operation.ts';
import { pageOf } from '../pageOf.ts';
import { sortKey } from '../text.ts';
import { isBuiltIn, roleHoldingOf, rolesOf, type RolesContext } from './roleHolding.ts';
import { roleOutput, type RoleOutput } from './roleOutput.ts';

export const ListRoles = z.object({ orderBy: z.enum(['name', '-name']).optional() });

/** All roles of the customer's own people, or of one relationship: the built-in ones first, or by name (R7, R12). */
export async function listRoles(
  { orderBy, partnerId }: z.output<typeof ListRoles> & { partnerId?: string },
  context: RolesContext,
): Promise<ListPage<RoleOutput>> {
  const holding = await roleHoldingOf(context, partnerId);
  const { rows, next } = pageOf(
    rolesOf(holding),
    (role) => (orderBy ? sortKey(role.name, role.id) : `${isBuiltIn(role) ? 0 : 1} ${role.id}`),
    context.page,
    orderBy === '-name',
  );
  return { rows: rows.map(roleOutput), ...(next === undefined ? {} : { next }) };
}
