import { pointersTo } from '../pointers.ts';
import type { Store } from '../store.ts';
import { pendingChanges } from './pendingChange.ts';
import type { Relationship } from './relationship.ts';

/** What is left, by kind. Of each at most so many are counted: one is too many. */
export type Residue = Readonly<Record<'assignments' | 'custom roles' | 'change requests' | 'pointers', number>>;
const mostCounted = 100;

/**
 * What is still left of a relationship that is ending, on the customer's side and on the partner's (R31). Of notifications
 * nothing can be left: none names whom it is for, and whoever is told is found in the assignments when it is delivered.
 *
 * @param relationship as it was just read
 */
export async function residueOf(
  { partnerId, assignments, roles }: Relationship,
  customerId: string,
  store: Store,
  now: Date,
): Promise<Residue> {
  const [changes, pointers] = await Promise.all([
    pendingChanges(store.tenant(customerId), partnerId, now, mostCounted),
    pointersTo(store.pointers(partnerId), customerId, mostCounted),
  ]);
  return {
    assignments: assignments.length,
    'custom roles': roles.length,
    'change requests': changes.length,
    pointers: pointers.length,
  };
}
