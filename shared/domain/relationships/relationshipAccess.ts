import { z } from 'zod';
import { RoleHolding } from '../roles.ts';
import { Relationship } from './relationship.ts';

/** As much of a relationship as decides who may (R8): read of many partners or customers at once. */
export const RelationshipAccess = Relationship.pick({ id: true, type: true, state: true, scope: true }).extend({
  partnerId: z.string(),
  ...RoleHolding.shape,
});
export type RelationshipAccess = z.output<typeof RelationshipAccess>;
