import { z } from 'zod';
import { Guid } from '../ids.ts';
import { Assignment, CustomRole, Person, assignedAdminsId } from '../roles.ts';
import { Scope } from '../scope.ts';
import type { Member } from '../member.ts';
import { entityTag } from '../entityTag.ts';
import { relationshipLifecycle, relationshipStates } from './relationshipLifecycle.ts';

export const RelationshipState = z.enum(relationshipStates);
export type RelationshipState = z.output<typeof RelationshipState>;

/** The kinds of change that a customer may want to approve (R60). */
export const changeKinds = ['rooms.modify', 'updateRings.modify', 'tickets.update', 'roles.modify'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** `auto` or `manual` per kind; what is left out is `auto` (R21). */
const Control = z.enum(['auto', 'manual']).default('auto');
export const ChangeControl = z.strictObject({
  'rooms.modify': Control,
  'updateRings.modify': Control,
  'tickets.update': Control,
  'roles.modify': Control,
} satisfies Record<ChangeKind, z.ZodType>);
export type ChangeControl = z.output<typeof ChangeControl>;

/** What the end of a relationship takes away, counted in the batch that takes it, so that nothing counts twice. */
const Ending = z.object({
  requestedBy: Person,
  requestedAt: z.iso.datetime(),
  assignments: z.int(),
  customRoles: z.int(),
  changeRequests: z.int(),
  /** Ids of the pointers: they are the partner's partition, and noted here before they are taken. */
  pointers: z.array(z.string()),
});
export type Ending = z.output<typeof Ending>;

/**
 * One customer's link with one partner, in the customer's partition: state, scope, roles and assignments in one
 * document, so that one read decides a request and one version guards every invariant (R13, R22, R31).
 */
export const Relationship = z.object({
  id: z.string(),
  type: z.literal('relationship'),
  partnerId: Guid,
  invitationId: z.string(),
  state: RelationshipState,
  scope: Scope,
  changeControl: ChangeControl,
  roles: z.array(CustomRole),
  assignments: z.array(Assignment),
  /** The workflow that is, or was last, at work on it: only this one may take it further. */
  operationId: z.string(),
  /** Counts the changes of what the partner may; see `fence.ts`. */
  epoch: z.int(),
  activatedAt: z.iso.datetime().optional(),
  suspendedAt: z.iso.datetime().optional(),
  terminatedAt: z.iso.datetime().optional(),
  /** What its end has taken away so far: there while it is `terminating`, then the receipt says it (R31). */
  ending: Ending.optional(),
  /** When state, scope or change control changed last. */
  changedAt: z.iso.datetime(),
});
export type Relationship = z.output<typeof Relationship>;

/** There is one relationship document per customer and partner; a new start after an end replaces it (R34). */
export const relationshipId = (partnerId: string) => `rel_${partnerId}`;

/** Not ended and not ending: at most one such per customer and partner (R22). */
export const isLive = ({ state }: Pick<Relationship, 'state'>) => relationshipLifecycle.allows('see', state);

/** The version of a relationship: its state, scope and change control; roles and assignments have their own. */
export const relationshipTag = ({ invitationId, state, scope, changeControl, changedAt }: Relationship) =>
  entityTag({ invitationId, state, scope, changeControl, changedAt });

/** The members of *Assigned admins* (R13). */
export const primaryAdmins = (relationship: Pick<Relationship, 'assignments'>): readonly Member[] =>
  relationship.assignments.find(({ id }) => id === assignedAdminsId)?.members ?? [];
