import type { World } from '../../support/world.ts';

/** What one round of a race shows to be wrong; nothing when all is as it should be. */
export type Race = (world: World) => Promise<string[]>;

/** Complaints about what does not hold. */
export function unless(claims: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(claims).flatMap(([claim, holds]) => (holds ? [] : [claim]));
}
