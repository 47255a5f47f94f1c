import { Refusal } from '../refusal.ts';
import { isLive, type Relationship } from './relationship.ts';

/** The state does not allow it; the text says which state that is. */
export const stateRefusal = ({ state }: Pick<Relationship, 'state'>) =>
  new Refusal('relationshipState', `The relationship is ${state}.`);

/** @throws Refusal `relationshipState` once it is ending or has ended */
export function expectLive(relationship: Relationship): void {
  if (!isLive(relationship)) throw stateRefusal(relationship);
}
