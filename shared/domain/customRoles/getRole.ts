import { roleHoldingOf, roleIn, type RolesContext } from './roleHolding.ts';
import { roleOutput, type RoleOutput } from './roleOutput.ts';

/** One role, built-in or custom. */
export async function getRole(
  { roleId, partnerId }: { roleId: string; partnerId?: string },
  context: RolesContext,
): Promise<RoleOutput> {
  return roleOutput(roleIn(await roleHoldingOf(context, partnerId), roleId));
}
