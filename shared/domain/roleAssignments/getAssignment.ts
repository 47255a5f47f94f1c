import { roleHoldingOf, type RolesContext } from '../customRoles/roleHolding.ts';
import { assignmentIn, type AssignmentPath } from './assignmentIn.ts';
import { assignmentOutput, type AssignmentOutput } from './assignmentOutput.ts';

/** One assignment of a role; to the customer any of a partner's. */
export async function getAssignment(
  { partnerId, ...path }: AssignmentPath & { partnerId?: string },
  context: RolesContext,
): Promise<AssignmentOutput> {
  const holding = await roleHoldingOf(context, partnerId);
  return assignmentOutput(context, holding, assignmentIn(holding, path));
}
