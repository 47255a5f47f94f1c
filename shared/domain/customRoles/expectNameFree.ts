import { Refusal } from '../refusal.ts';
import { folded } from '../text.ts';
import { rolesOf, type RoleHolding } from './roleHolding.ts';

/**
 * Checks that no other role of the holding, built-in or custom, has this name (R40).
 * @throws Refusal `roleNameTaken`
 */
export function expectNameFree(holding: RoleHolding, name: string, ownId?: string): void {
  const wanted = folded(name);
  if (rolesOf(holding).some((role) => role.id !== ownId && folded(role.name) === wanted)) {
    throw new Refusal('roleNameTaken', 'There is a role of this name already.');
  }
}
