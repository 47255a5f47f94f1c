import { escalation } from '../customRoles/expectHeld.ts';
import { administratorRoleId, type RoleHolding, type RolesContext } from '../customRoles/roleHolding.ts';
import { Refusal } from '../refusal.ts';
import type { Scope } from '../scope.ts';

/** Whether the role is Managed Service Administrator of the holding's tenant. */
const isAdministratorRole = ({ builtInRoles }: RoleHolding, roleId: string) =>
  roleId === administratorRoleId && builtInRoles.some(({ id }) => id === roleId);

/**
 * Managed Service Administrators are set, changed and taken back by GA and MSA only (R3).
 * @throws Refusal `escalation`
 */
export function expectAdministrator({ administrator }: RolesContext, holding: RoleHolding, roleId: string): void {
  if (isAdministratorRole(holding, roleId) && !administrator) throw escalation();
}

/**
 * An assignment of Managed Service Administrator is always over all rooms (R3).
 * @throws Refusal `invalidRequest`
 */
export function expectAdministratorScope(holding: RoleHolding, roleId: string, scope: Scope | undefined): void {
  if (scope?.kind !== 'selected' || !isAdministratorRole(holding, roleId)) return;
  const message = 'is always allRooms for this role';
  throw new Refusal('invalidRequest', `The scope ${message}.`, {
    faults: [{ path: 'scope', code: 'custom', message }],
  });
}
